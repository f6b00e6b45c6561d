using System.Net;
using Demo.AuthServer;

namespace Gateway.Tests.Support.Fakes;

/// <summary>A person with a browser at the demo's auth server: keeps its cookie, fills in its form, and says where it sends them.</summary>
public sealed class DemoPerson(DemoAuthServer server) : IDisposable
{
    private readonly Wire _wire = new(server.Address);
    private string _cookie = "";

    /// <summary>Follows a link to the auth server; where it asks who they are, they sign in.</summary>
    /// <returns>Where the browser is sent then.</returns>
    public async Task<Uri> SignInAsync(string link, string email = DemoAuthServerOptions.DemoEmail, string password = DemoAuthServerOptions.DemoPassword)
    {
        var answer = await VisitAsync(link);
        if (answer.Status == HttpStatusCode.OK)
            answer = await SubmitAsync(answer, ("username", email), ("password", password));

        answer.Status.ShouldBe(HttpStatusCode.SeeOther, answer.Body);
        return answer.Headers.Location.ShouldNotBeNull();
    }

    public async Task<WireAnswer> VisitAsync(string link) => Keep(await _wire.GetAsync(link, ("Cookie", _cookie)));

    /// <summary>Sends the form of <paramref name="page"/> with these fields.</summary>
    public async Task<WireAnswer> SubmitAsync(WireAnswer page, params (string Name, string Value)[] fields)
    {
        var target = WebUtility.HtmlDecode(page.Body.Split("action=\"")[1].Split('"')[0]);
        return Keep(await _wire.PostAsync(target, Wire.Form(fields), ("Cookie", _cookie)));
    }

    public void Dispose() => _wire.Dispose();

    private WireAnswer Keep(WireAnswer answer)
    {
        foreach (var cookie in answer.SetCookies)
            _cookie = cookie.Split(';')[0];

        return answer;
    }
}
