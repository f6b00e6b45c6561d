using Demo.AuthServer.Authorization;
using Demo.AuthServer.Pages;
using Demo.AuthServer.Sso;
using Demo.AuthServer.Tokens;
using Demo.AuthServer.Traffic;
using Microsoft.Extensions.Primitives;

namespace Demo.AuthServer.Endpoints;

/// <summary>The authorization endpoint: asks for a password where it has to, for nothing else, and answers with a code.</summary>
internal sealed class AuthorizeEndpoint(
    AuthorizationIntake intake, AuthorizationAnswers answers, SsoSessions sessions, UserDirectory users, AuthServerCounters counters, TimeProvider time)
{
    private const string SignInPath = "/authorize/sign-in";

    public void Map(WebApplication app)
    {
        app.MapMethods("/authorize", [HttpMethods.Get, HttpMethods.Post], AuthorizeAsync);
        app.MapPost(SignInPath, SignInAsync);
    }

    private async Task<IResult> AuthorizeAsync(HttpRequest http)
    {
        var parameters = await http.ReadParametersAsync();
        return Answer(parameters, request =>
            sessions.Find(http) is { } session && request.IsAnsweredBy(session, time.GetUtcNow()) ? answers.Code(request, session)
            : request.MayAsk ? new SignInPage(FormTarget(parameters), request)
            : answers.Error(request.RedirectUri, request.State, new OAuthError("login_required", "Nobody is signed in")));
    }

    // The form carries the client's request along in its target, so the server keeps nothing for a page that is never sent.
    private async Task<IResult> SignInAsync(HttpRequest http, HttpResponse response, CancellationToken cancellationToken)
    {
        var parameters = http.Query.ToDictionary(StringComparer.Ordinal);
        var form = http.HasFormContentType ? await http.ReadFormAsync(cancellationToken) : FormCollection.Empty;
        return Answer(parameters, request =>
        {
            var (email, password) = ($"{form["username"]}", $"{form["password"]}");
            if (users.Accepts(email, password))
                return answers.Code(request, sessions.Open(response, email));

            counters.SignInsRefused.Increment();
            return new SignInPage(FormTarget(parameters), request) { Refused = email };
        });
    }

    private IResult Answer(IReadOnlyDictionary<string, StringValues> parameters, Func<AuthorizationRequest, IResult> accept) => intake.Read(parameters) switch
    {
        AuthorizationReading.Accepted accepted => accept(accepted.Request),
        AuthorizationReading.SentBack back => answers.Error(back.RedirectUri, back.State, back.Error),
        AuthorizationReading.Refused refused => new MessagePage("This sign-in cannot go on", refused.Error.Description) { Status = StatusCodes.Status400BadRequest },
        var other => throw new InvalidOperationException($"No answer for {other}."),
    };

    private static string FormTarget(IReadOnlyDictionary<string, StringValues> parameters) => SignInPath + QueryString.Create(parameters);
}
