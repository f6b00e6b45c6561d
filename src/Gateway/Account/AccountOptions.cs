using Gateway.Configuration;

namespace Gateway.Account;

/// <summary>The gateway's own endpoints, section <c>Gateway:Account</c>.</summary>
public sealed class AccountOptions : ICheckedOptions
{
    /// <summary>The path that they lie under. Default <c>/auth</c>.</summary>
    public string BasePath { get; set; } = "/auth";

    /// <inheritdoc />
    public IEnumerable<Fault> Check(string section)
    {
        if (BasePath is not ['/', not '/', ..] || BasePath.EndsWith('/') || BasePath.Any(character => "{}?#* ".Contains(character)))
            yield return new($"{section}:BasePath", $"'{BasePath}' must be a path such as /auth, without a slash at its end");
    }
}
