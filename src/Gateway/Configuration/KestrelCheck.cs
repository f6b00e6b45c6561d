using System.Reflection;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Configuration;

/// <summary>Whether section <c>Kestrel</c> is what the server can be set to. Its endpoints the server reads itself.</summary>
internal sealed class KestrelCheck(IConfiguration configuration) : IConfigurationCheck
{
    private const string Section = "Kestrel";

    /// <summary>Sets the server to it, as far as it can be read. The host asks for its server before anything is checked.</summary>
    public static void Configure(KestrelServerOptions options, IConfiguration configuration) => TryBind(options, configuration);

    public Task<IReadOnlyList<Fault>> RunAsync() => Task.FromResult<IReadOnlyList<Fault>>(TryBind(new KestrelServerOptions(), configuration) is { } fault ? [new Fault(Section, fault)] : []);

    private static string? TryBind(KestrelServerOptions options, IConfiguration configuration)
    {
        try
        {
            configuration.GetSection(Section).Bind(options);
            return null;
        }
        catch (Exception error) when (error is TargetInvocationException || StartFailure.Is(error)) // the former where a property does not take its value
        {
            return error is TargetInvocationException ? error.GetBaseException().Message : StartFailure.Explain(error);
        }
    }
}
