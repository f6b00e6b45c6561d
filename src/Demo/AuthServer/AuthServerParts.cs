using Demo.AuthServer.Authorization;
using Demo.AuthServer.Clients;
using Demo.AuthServer.Endpoints;
using Demo.AuthServer.Logout;
using Demo.AuthServer.Sso;
using Demo.AuthServer.Tokens;
using Demo.AuthServer.Traffic;
using Demo.Page;

namespace Demo.AuthServer;

/// <summary>What the auth server is made of, put together by hand: its table of contents.</summary>
internal sealed class AuthServerParts : IDisposable
{
    private readonly Action<WebApplication> _mapEndpoints;

    public AuthServerParts(DemoAuthServerOptions options, TimeProvider time, Func<string> issuer)
    {
        Traffic = new AuthServerTraffic(time);
        Client = new RegisteredClient(options);
        var users = new UserDirectory(options);
        var clients = new ClientAuthentication(Client, new ClientAssertions(Client, time, issuer));

        var signer = new TokenSigner(Keys);
        var idTokens = new IdTokens(Client, Keys, signer, IdTokenFaults, time, issuer);
        AccessTokens = new AccessTokenLedger(time);
        RefreshTokens = new RefreshTokens(time, options, Traffic.Counters, AccessTokens);
        var tokens = new TokenIssuer(options, new AccessTokens(time, options, Keys, AccessTokens), idTokens, issuer);

        Sessions = new SsoSessions(time);
        var codes = new AuthorizationCodes(time, RefreshTokens);
        var pushed = new PushedRequests(time);
        var reader = new AuthorizationReader(Client);
        var intake = new AuthorizationIntake(reader, pushed, Client, options);
        var answers = new AuthorizationAnswers(codes, pushed, issuer);

        LogoutTokens = new LogoutTokens(Client, signer, LogoutTokenFaults, time, issuer);
        BackchannelLogout = new BackchannelLogout(Client, Traffic.Counters);
        Logout = new SsoLogout(Sessions, RefreshTokens, LogoutTokens, BackchannelLogout);

        _mapEndpoints = new DiscoveryEndpoints(Keys, options, issuer).Map;
        _mapEndpoints += new JsonEndpoints(users, RefreshTokens, tokens, Traffic.Counters).Map;
        _mapEndpoints += new AuthorizeEndpoint(intake, answers, Sessions, users, Traffic.Counters, time).Map;
        _mapEndpoints += new TokenEndpoint(clients, codes, users, RefreshTokens, tokens, Traffic.Counters).Map;
        _mapEndpoints += new RevocationEndpoint(clients, RefreshTokens, Traffic.Counters).Map;
        _mapEndpoints += new LogoutEndpoint(Client, idTokens, Sessions, Logout).Map;
        _mapEndpoints += new ControlEndpoints(Traffic.Faults, Traffic.Counters, Keys, Logout).Map;
        _mapEndpoints += PageEndpoints.MapStyle;
        if (options.PushedRequests)
            _mapEndpoints += new PushedRequestEndpoint(clients, reader, pushed, Traffic.Counters).Map;
    }

    public AuthServerTraffic Traffic { get; }

    public RegisteredClient Client { get; }

    public SigningKeys Keys { get; } = new();

    public TokenFaultSwitch IdTokenFaults { get; } = new();

    public TokenFaultSwitch LogoutTokenFaults { get; } = new();

    public AccessTokenLedger AccessTokens { get; }

    public RefreshTokens RefreshTokens { get; }

    public SsoSessions Sessions { get; }

    public LogoutTokens LogoutTokens { get; }

    public BackchannelLogout BackchannelLogout { get; }

    public SsoLogout Logout { get; }

    public void Configure(WebApplication app)
    {
        Traffic.Use(app);
        _mapEndpoints(app);
    }

    public void Dispose()
    {
        BackchannelLogout.Dispose();
        Keys.Dispose();
    }
}
