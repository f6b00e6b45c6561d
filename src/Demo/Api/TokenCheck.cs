using Microsoft.IdentityModel.JsonWebTokens;

namespace Demo.Api;

/// <summary>What a request's bearer token is worth.</summary>
internal abstract record TokenCheck
{
    private TokenCheck()
    {
    }

    public sealed record Valid(JsonWebToken Token) : TokenCheck;

    /// <summary>No bearer token at all: RFC 6750 says no error code then.</summary>
    public sealed record Missing : TokenCheck;

    public sealed record Invalid(string Description) : TokenCheck;
}
