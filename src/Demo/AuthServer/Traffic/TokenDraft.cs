using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace Demo.AuthServer.Traffic;

/// <summary>A JWT before it is signed: the last moment to spoil it.</summary>
public sealed class TokenDraft
{
    public required JsonObject Claims { get; init; }

    /// <summary>The header <c>typ</c>.</summary>
    public required string Type { get; set; }

    /// <summary>Null makes the token <c>alg: none</c>.</summary>
    public required SigningCredentials? Credentials { get; set; }
}
