using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Gateway.Devices;
using Gateway.Redis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Gateway.Sessions;

/// <summary>Every key and channel name of sessions, and nowhere else.</summary>
internal sealed class SessionKeys
{
    private readonly bool _sealed;
    private readonly string _before;
    private readonly string _after;
    private readonly string _prefix;

    public SessionKeys(IOptions<SessionsOptions> sessions, IOptions<RedisOptions> redis)
    {
        var parts = sessions.Value.KeyPattern.Split("{id}");
        (_before, _after) = (parts[0], parts[^1]);
        _sealed = sessions.Value.Format is SessionFormat.Sealed;
        _prefix = redis.Value.KeyPrefix;
        Changed = RedisChannel.Literal(_prefix + "changed");
        Leased = RedisChannel.Literal(_prefix + "leased");
    }

    /// <summary>Where the name of every changed record is published.</summary>
    public RedisChannel Changed { get; }

    /// <summary>Where instances say of which record they have taken the lease.</summary>
    public RedisChannel Leased { get; }

    /// <summary>Name of the record of a device.</summary>
    public string Record(DeviceId device) => Record(_sealed ? Hash(device.Reveal()) : device.Reveal());

    /// <summary>Name of the record whose index entry is <paramref name="id"/>.</summary>
    public string Record(string id) => _before + id + _after;

    /// <summary>What stands for a record in the indexes.</summary>
    public string Id(string record) => record[_before.Length..^_after.Length];

    /// <summary>What names a record to people and programs: a hash, for in Plain the record's own name is the cookie.</summary>
    public static string Handle(string record) => Hash("handle " + record)[..22];

    /// <summary>Index of a user's sessions, scored by when they were created.</summary>
    public string UserIndex(string authServer, string user) => $"{_prefix}user:{authServer}:{user}";

    /// <summary>Index of the sessions of an e-mail address, scored by when they were created.</summary>
    public string EmailIndex(string email) => $"{_prefix}email:{OneSpelling(email)}";

    /// <summary>What is the same of an e-mail address in whatever case it is written. For keys and for comparing, so that no two notions of case meet.</summary>
    public static string OneSpelling(string email) => email.ToLowerInvariant();

    /// <summary>Index of the sessions that one session at the auth server has opened (OpenID Connect <c>sid</c>).</summary>
    public string SidIndex(string authServer, string sid) => $"{_prefix}sid:{authServer}:{sid}";

    /// <summary>Leads from the <see cref="Handle"/> of a record to its entry in the indexes.</summary>
    public string HandleKey(string handle) => $"{_prefix}handle:{handle}";

    /// <summary>Matches the names of all records, as SCAN has it.</summary>
    public string AllRecords => $"{Literal(_before)}*{Literal(_after)}";

    private static string Literal(string text) => string.Concat(text.Select(character => "*?[]\\".Contains(character) ? $"\\{character}" : $"{character}"));

    private static string Hash(string text) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
