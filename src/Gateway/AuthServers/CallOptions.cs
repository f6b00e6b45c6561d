using Gateway.Configuration;

namespace Gateway.AuthServers;

/// <summary>
/// A call to an endpoint of the auth server's own. The values of <see cref="Fields"/>, <see cref="Cookies"/> and <see cref="Headers"/>
/// may contain <c>{refresh_token}</c> and <c>{access_token}</c>.
/// </summary>
public abstract class CallOptions
{
    /// <summary>HTTP method (RFC 9110 section 9). Default: <c>POST</c>.</summary>
    public string Method { get; set; } = "POST";

    /// <summary>Path of the endpoint below <see cref="AuthServerOptions.BaseAddress"/>, beginning with a slash. Has to be written.</summary>
    public string? Path { get; set; }

    /// <summary>What <see cref="Fields"/> are sent as: Json, Form or None. Default: Json where there are fields, otherwise None.</summary>
    public CallBody? Body { get; set; }

    /// <summary>Names and values of the body.</summary>
    public IReadOnlyDictionary<string, string>? Fields { get; set; }

    /// <summary>Names and values of cookies, sent byte for byte and never encoded. Default: none.</summary>
    public IReadOnlyDictionary<string, string>? Cookies { get; set; }

    /// <summary>Names and values of further headers, such as <c>"Authorization": "Bearer {access_token}"</c>. Default: none.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; set; }

    internal virtual IEnumerable<Fault> Check(string key) => Checks.CallCheck.Check(key, this);
}
