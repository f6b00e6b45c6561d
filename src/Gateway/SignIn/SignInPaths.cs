namespace Gateway.SignIn;

/// <summary>Where the endpoints of the sign-in lie.</summary>
internal sealed record SignInPaths(string BasePath)
{
    public string SignIn => BasePath + "/sign-in";

    public string Callback => BasePath + "/callback";

    public string BackChannelLogout => BasePath + "/backchannel-logout";
}
