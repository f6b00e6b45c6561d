using Gateway.Proxy;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Tests.Proxy;

public sealed class SessionRouteTests
{
    [Fact]
    public void A_route_without_metadata_wants_a_session()
    {
        var route = Read(null);
        route.Word.ShouldBe(SessionWord.Required);
        route.AuthServer.ShouldBe("default");
        route.Replay.ShouldBe(Replay.On);
        route.CrossSite.ShouldBe(CrossSite.Check);
        route.Streams.ShouldBe(Streams.CloseOnEnd);
        route.TokenCookie.ShouldBeNull();
        Read([]).ShouldBe(route);
        Read(new() { ["Somebody.Elses"] = "metadata" }).ShouldBe(route);
    }

    [Theory]
    [InlineData("Required", SessionWord.Required)]
    [InlineData("Optional", SessionWord.Optional)]
    [InlineData("None", SessionWord.None)]
    [InlineData("SignIn", SessionWord.SignIn)]
    [InlineData("SignOut", SessionWord.SignOut)]
    [InlineData("optional", SessionWord.Optional)]
    [InlineData("SIGNIN", SessionWord.SignIn)]
    public void The_word_says_what_it_wants_of_the_session(string text, SessionWord word) => Read(new() { ["Session"] = text }).Word.ShouldBe(word);

    [Theory]
    [InlineData("On", Replay.On)]
    [InlineData("Off", Replay.Off)]
    public void Replay_is_on_or_off(string text, Replay replay) => Read(new() { ["Replay"] = text }).Replay.ShouldBe(replay);

    [Theory]
    [InlineData("Check", CrossSite.Check)]
    [InlineData("Allow", CrossSite.Allow)]
    public void Cross_site_requests_are_checked_or_allowed(string text, CrossSite crossSite) => Read(new() { ["CrossSite"] = text }).CrossSite.ShouldBe(crossSite);

    [Theory]
    [InlineData("CloseOnEnd", Streams.CloseOnEnd)]
    [InlineData("Keep", Streams.Keep)]
    public void Streams_are_closed_or_kept(string text, Streams streams) => Read(new() { ["Streams"] = text }).Streams.ShouldBe(streams);

    [Fact]
    public void Names_are_taken_as_they_are()
    {
        var route = Read(new() { ["AuthServer"] = "Corporate", ["TokenCookie"] = "xid_access" });
        route.AuthServer.ShouldBe("Corporate");
        route.TokenCookie.ShouldBe("xid_access");
    }

    [Theory]
    [InlineData("Session", "Maybe", "Required, Optional, None, SignIn, SignOut")]
    [InlineData("Session", "1", "Required, Optional, None, SignIn, SignOut")]
    [InlineData("Session", "-1", "Required, Optional, None, SignIn, SignOut")]
    [InlineData("Session", "Required, Optional", "Required, Optional, None, SignIn, SignOut")]
    [InlineData("Session", " Required", "Required, Optional, None, SignIn, SignOut")]
    [InlineData("Replay", "true", "On, Off")]
    [InlineData("CrossSite", "No", "Check, Allow")]
    [InlineData("Streams", "Close", "CloseOnEnd, Keep")]
    public void An_unknown_word_is_an_error_that_names_the_route_the_key_and_the_choice(string key, string text, string choice)
    {
        var error = Errors(new() { [key] = text }).ShouldHaveSingleItem();
        error.ShouldBe($"Route 'orders': Metadata '{key}' is '{text}'; one of {choice} is expected.");
    }

    [Theory]
    [InlineData("Session", "")]
    [InlineData("Session", " ")]
    [InlineData("AuthServer", "")]
    [InlineData("Replay", "\t")]
    [InlineData("TokenCookie", "")]
    public void An_empty_word_is_an_error(string key, string text) => Errors(new() { [key] = text }).ShouldHaveSingleItem().ShouldBe($"Route 'orders': Metadata '{key}' is empty.");

    [Theory]
    [InlineData("a b")]
    [InlineData("a;b")]
    [InlineData("a=b")]
    [InlineData("a\r\nb")]
    [InlineData("é")]
    public void A_token_cookie_that_is_no_cookie_name_is_an_error(string name)
    {
        var error = Errors(new() { ["TokenCookie"] = name }).ShouldHaveSingleItem();
        error.ShouldStartWith("Route 'orders': Metadata 'TokenCookie'");
    }

    [Fact]
    public void All_errors_are_told_together() =>
        Errors(new() { ["Session"] = "x", ["AuthServer"] = "", ["Replay"] = "x", ["CrossSite"] = "x", ["Streams"] = "x", ["TokenCookie"] = "" }).Count.ShouldBe(6);

    private static SessionRoute Read(Dictionary<string, string>? metadata)
    {
        var errors = new List<Exception>();
        var route = SessionRoute.Read(new RouteConfig { RouteId = "orders", Metadata = metadata }, errors);
        errors.ShouldBeEmpty();
        return route;
    }

    private static List<string> Errors(Dictionary<string, string> metadata)
    {
        var errors = new List<Exception>();
        SessionRoute.Read(new RouteConfig { RouteId = "orders", Metadata = metadata }, errors);
        return [.. errors.Select(error => error.Message)];
    }
}
