using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Gateway.Devices;

namespace Gateway.Sessions;

/// <summary>
/// Seals token fields: AES-256-GCM under a key derived (HKDF-SHA256, RFC 5869) from the device id, bound to the record and the
/// field. A copy of the store opens nothing: the key is in the browser's cookie alone.
/// </summary>
internal sealed class SessionSeal(DeviceId device, string record)
{
    private const string Mark = "v1.";
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private static readonly byte[] Purpose = "gateway session seal v1"u8.ToArray();

    private readonly byte[] _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.ASCII.GetBytes(device.Reveal()), outputLength: 32, info: Purpose);

    /// <summary>Seals <paramref name="text"/> as the value of <paramref name="field"/>.</summary>
    public string Seal(string field, string text)
    {
        var box = new byte[NonceSize + Encoding.UTF8.GetByteCount(text) + TagSize];
        var (nonce, body, tag) = (box.AsMemory(..NonceSize), box.AsMemory(NonceSize..^TagSize), box.AsMemory(^TagSize..));
        RandomNumberGenerator.Fill(nonce.Span);
        Encoding.UTF8.GetBytes(text, body.Span);
        // One AesGcm an operation: an instance shared by threads returns wrong plaintext.
        using var aes = new AesGcm(_key, TagSize);
        aes.Encrypt(nonce.Span, body.Span, body.Span, tag.Span, Bound(field));
        return string.Create(
            Mark.Length + Base64Url.GetEncodedLength(box.Length),
            box,
            static (value, box) =>
            {
                Mark.CopyTo(value);
                Base64Url.EncodeToChars(box, value[Mark.Length..]);
            }
        );
    }

    /// <summary>Opens a sealed value; null where it was sealed for another device, record or field, or is no seal at all.</summary>
    public string? Open(string field, string value)
    {
        if (!value.StartsWith(Mark, StringComparison.Ordinal) || !Base64Url.IsValid(value.AsSpan(Mark.Length)))
            return null;
        var box = Base64Url.DecodeFromChars(value.AsSpan(Mark.Length));
        if (box.Length < NonceSize + TagSize)
            return null;
        var plain = new byte[box.Length - NonceSize - TagSize];
        try
        {
            using var aes = new AesGcm(_key, TagSize);
            aes.Decrypt(box.AsSpan(0, NonceSize), box.AsSpan(NonceSize, plain.Length), box.AsSpan(NonceSize + plain.Length), plain, Bound(field));
            return Encoding.UTF8.GetString(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private byte[] Bound(string field) => Encoding.UTF8.GetBytes($"{record}\n{field}");
}
