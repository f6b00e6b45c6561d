using System.ComponentModel.DataAnnotations;
using Gateway.Configuration;
using StackExchange.Redis;

namespace Gateway.Redis;

/// <summary>The store, section <c>Gateway:Redis</c>.</summary>
public sealed class RedisOptions : ICheckedOptions
{
    /// <summary>
    /// A StackExchange.Redis configuration string, such as <c>redis:6379,password=…,ssl=true</c>. Default empty: the embedded
    /// store runs inside the gateway, on loopback, and keeps its data in <see cref="DataDirectory"/>.
    /// </summary>
    public string Configuration { get; set; } = "";

    /// <summary>
    /// File of certificates (PEM) of whom to believe that a server is the one it says it is, in the place of those that the system trusts; needs
    /// <c>ssl=true</c>. Default empty: the system's. Like the other files of certificates it is read for each new connection.
    /// </summary>
    public string CertificateAuthority { get; set; } = "";

    /// <summary>File of the certificate (PEM) that the gateway shows to the server; needs <c>ssl=true</c>. Default empty: none.</summary>
    public string ClientCertificate { get; set; } = "";

    /// <summary>File of its private key (PEM). Default empty: in the file of <see cref="ClientCertificate"/>.</summary>
    public string ClientKey { get; set; } = "";

    /// <summary>Begins the name of every key and channel that is not a session record. Default <c>gateway:</c>.</summary>
    public string KeyPrefix { get; set; } = "gateway:";

    /// <summary>How long one command may take before the store counts as unreachable. Default 1 s, 10 ms to 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Where the embedded store keeps its data. Default <c>data</c>, below the working directory. One process at a time.</summary>
    public string DataDirectory { get; set; } = "data";

    internal bool IsEmbedded => string.IsNullOrWhiteSpace(Configuration);

    /// <inheritdoc />
    public IEnumerable<Fault> Check(string section)
    {
        foreach (var fault in Ranges.Check(this, section))
            yield return fault;
        if (IsEmbedded && string.IsNullOrWhiteSpace(DataDirectory))
            yield return new($"{section}:DataDirectory", "is empty, but the embedded store needs a directory (no Configuration is given)");
        if (!IsEmbedded && Explain(Configuration) is { } explained)
            yield return new($"{section}:Configuration", explained);
        foreach (var one in RedisCertificates.Check(this, section))
            yield return one;
    }

    /// <summary>The client's own options for this store.</summary>
    internal ConfigurationOptions ToClient()
    {
        var client = ConfigurationOptions.Parse(Configuration);
        RedisCertificates.Use(this, client);
        return client;
    }

    internal bool IsTls
    {
        get
        {
            try
            {
                return !IsEmbedded && ConfigurationOptions.Parse(Configuration).Ssl;
            }
            catch (ArgumentException)
            {
                return true; // another fault, told already
            }
        }
    }

    private static string? Explain(string configuration)
    {
        try
        {
            return ConfigurationOptions.Parse(configuration).EndPoints.Count is 0 ? "names no server; such as redis:6379,password=…" : null;
        }
        catch (ArgumentException)
        {
            // The message would repeat the part that did not parse, and that may be the password.
            return "is no StackExchange.Redis configuration string; such as redis:6379,password=…,ssl=true";
        }
    }
}
