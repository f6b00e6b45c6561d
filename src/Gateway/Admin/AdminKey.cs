using System.Security.Cryptography;
using System.Text;
using Gateway.Answers;
using Gateway.Configuration;

namespace Gateway.Admin;

/// <summary>Lets nobody pass who does not show the key. How long that takes tells nothing of it: hashes are compared, and all of them.</summary>
internal sealed partial class AdminKey(LiveOptions<AdminOptions> options, ILogger<AdminKey> log)
{
    private const string Scheme = "Bearer ";

    /// <summary>Guards <paramref name="endpoints"/>.</summary>
    public void Guard(IEndpointConventionBuilder endpoints) =>
        endpoints.Add(endpoint =>
        {
            if (endpoint.RequestDelegate is { } handle)
                endpoint.RequestDelegate = context => IsShown(context.Request) ? handle(context) : RefuseAsync(context);
        });

    private bool IsShown(HttpRequest request) =>
        request.Headers.Authorization is [{ } header]
        && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && options.Value is { IsOn: true, Key: { } key } // taken away while the listener is on: then nobody passes
        && CryptographicOperations.FixedTimeEquals(Hash(header[Scheme.Length..].Trim()), Hash(key));

    private Task RefuseAsync(HttpContext context)
    {
        LogRefused(context.Connection.RemoteIpAddress?.ToString());
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"gateway-admin\"";
        return AdminProblem.WriteAsync(context, StatusCodes.Status401Unauthorized, Reason.AdminKeyRequired, "Show the key of Gateway:Admin:Key as Authorization: Bearer.");
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    [LoggerMessage(1100, LogLevel.Warning, "Admin: {Address} was refused, without the key or with a wrong one")]
    private partial void LogRefused(string? address);
}
