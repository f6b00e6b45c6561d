using System.Text.Json.Nodes;

namespace Gateway.Tests.Support.Fakes;

/// <summary>What a fake finds in a JWT: its claims, and whether they still count.</summary>
internal abstract record JwtReading
{
    private JwtReading()
    {
    }

    public sealed record Valid(JsonObject Claims) : JwtReading;

    public sealed record Expired : JwtReading;

    public sealed record Invalid : JwtReading;
}
