using Microsoft.AspNetCore.Authentication;

namespace Gateway.SignIn;

/// <summary>What the framework's handler sees of the state: it goes out as a key, and comes back as what was stored under it.</summary>
internal sealed class StoredState(string key, AuthenticationProperties properties) : ISecureDataFormat<AuthenticationProperties>
{
    public string Protect(AuthenticationProperties data) => key;

    public string Protect(AuthenticationProperties data, string? purpose) => key;

    public AuthenticationProperties? Unprotect(string? protectedText) => protectedText == key ? properties : null;

    public AuthenticationProperties? Unprotect(string? protectedText, string? purpose) => Unprotect(protectedText);
}
