namespace Gateway.AuthServers.OpenId;

/// <summary>Who has signed in, as a valid id_token says (OpenID Connect Core section 2).</summary>
/// <param name="Subject">The user (<c>sub</c>).</param>
/// <param name="Email">The user's e-mail address; null where the id_token does not tell.</param>
/// <param name="Sid">The session at the auth server; null where it does not tell.</param>
internal sealed record Identity(string Subject, string? Email, string? Sid)
{
    /// <summary>Says nothing of the person.</summary>
    public override string ToString() => "somebody";
}
