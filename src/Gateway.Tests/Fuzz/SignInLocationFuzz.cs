using Gateway.Answers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Fuzz;

/// <summary>Whatever is asked for: the way to sign-in is the configured one, and the way back leads to no other host.</summary>
public sealed class SignInLocationFuzz(ITestOutputHelper output)
{
    private static readonly string[] Pages = ["/sign-in", "/sign-in?a=b", "https://id.example/sign-in", "https://id.example/?x#y"];

    [Fact]
    public Task The_way_back_leads_to_no_other_host() => FuzzRun.PlayAsync(output, 0.09, Play);

    private static void Play(Odd odd)
    {
        var page = odd.Of(Pages);
        var request = new DefaultHttpContext().Request;
        (request.Scheme, request.Host) = ("https", new HostString("app.example"));
        request.PathBase = odd.Once(4) ? new PathString("/" + odd.Text()) : default;
        request.Path = new PathString("/" + odd.Of("", "/", "\\", "//", "/\\") + odd.Text());
        request.QueryString = new QueryString("?" + odd.Text());

        var url = new SignInLocation(Options.Create(new SignInOptions { Page = page })).UrlFrom(request).ShouldNotBeNull();

        url.ShouldStartWith(page.Split('?', '#')[0]);
        url.ShouldAllBe(c => c > ' ' && c <= '~');
        var back = QueryHelpers.ParseQuery(new UriBuilder(new Uri(new Uri("https://app.example"), url)).Query)["return_url"].ShouldHaveSingleItem().ShouldNotBeNull();
        new Uri(new Uri("https://app.example"), back).Host.ShouldBe("app.example");
        if (page is ['/', ..])
            (back is ['/', not ('/' or '\\'), ..] or "/").ShouldBeTrue(back);
    }
}
