using System.Text.Json.Nodes;
using Demo.AuthServer.Traffic;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Demo.AuthServer.Tokens;

/// <summary>Signs claims with the newest key, after whoever tests has had the chance to spoil them.</summary>
internal sealed class TokenSigner(SigningKeys keys)
{
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    public string Sign(JsonObject claims, string type, TokenFaultSwitch faults)
    {
        var draft = new TokenDraft { Claims = claims, Type = type, Credentials = keys.Current.Credentials };
        faults.Apply(draft);

        var header = new Dictionary<string, object>(StringComparer.Ordinal) { [JwtHeaderParameterNames.Typ] = draft.Type };
        return draft.Credentials is null
            ? _handler.CreateToken(draft.Claims.ToJsonString(), header)
            : _handler.CreateToken(draft.Claims.ToJsonString(), draft.Credentials, header);
    }
}
