using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Gateway.Account;

/// <summary>
/// Writes the account page: plain HTML that needs no script and has none. Every value goes through the encoder, for a device's name is what its
/// browser says of itself.
/// </summary>
internal static class AccountHtml
{
    /// <summary>The devices of a person, each with a button that ends it.</summary>
    /// <param name="basePath">What all of the gateway's own paths begin with.</param>
    /// <param name="person">E-mail address or name of who is signed in; null where neither is known.</param>
    /// <param name="devices">Theirs.</param>
    /// <param name="isDone">Whether something was just ended, which is said then.</param>
    public static string Devices(string basePath, string? person, IReadOnlyList<DeviceView> devices, bool isDone)
    {
        var html = Begin(basePath, "Your devices");
        html.Append("<h1>Your devices</h1>\n");
        if (person is not null)
            html.Append($"<p>Signed in as <strong>{Encode(person)}</strong>.</p>\n");
        if (isDone)
            html.Append("<p class=\"done\" role=\"status\">Done. What you ended is signed out.</p>\n");
        html.Append("<ul>\n");
        foreach (var device in devices)
            AppendDevice(html, basePath, device);
        html.Append("</ul>\n<section aria-labelledby=\"more\">\n<h2 id=\"more\">Sign out</h2>\n");
        if (devices.Count > 1)
        {
            html.Append(Form($"{basePath}/account/devices/end-others", "Sign out all other devices"));
            html.Append(Form($"{basePath}/account/devices/end-all", "Sign out everywhere, here too"));
        }
        html.Append(Form($"{basePath}/account/sign-out", "Sign out on this device"));
        return html.Append("</section>\n</main>\n</body>\n</html>\n").ToString();
    }

    /// <summary>What is left to say after a sign-out. It leads on by a link: a policy that lets forms lead here only would stop a redirect elsewhere.</summary>
    public static string SignedOut(string basePath, string signIn) =>
        Begin(basePath, "Signed out")
            .Append("<h1>You are signed out</h1>\n<p>There is no session on this device any more.</p>\n")
            .Append($"<p><a href=\"{Encode(signIn)}\">Sign in again</a></p>\n</main>\n</body>\n</html>\n")
            .ToString();

    private static void AppendDevice(StringBuilder html, string basePath, DeviceView device)
    {
        var name = Encode(device.Name ?? "Unknown device");
        html.Append($"<li>\n<h2>{name}{(device.Current ? " <span class=\"current\">this device</span>" : "")}</h2>\n<dl>\n");
        AppendFact(html, "Signed in", Time(device.CreatedAt));
        AppendFact(html, "Last seen", Time(device.SeenAt));
        AppendFact(html, "Ends, if not used", Time(device.ExpiresAt));
        AppendFact(html, "Address", device.Ip is { } address ? Encode(address) : null);
        html.Append("</dl>\n");
        if (!device.Current)
            html.Append(Form($"{basePath}/account/devices/{Uri.EscapeDataString(device.Id)}/end", $"Sign out<span class=\"hidden\"> {name}</span>"));
        html.Append("</li>\n");
    }

    private static void AppendFact(StringBuilder html, string name, string? value)
    {
        if (value is not null)
            html.Append($"<div><dt>{name}</dt><dd>{value}</dd></div>\n");
    }

    // Without a script nobody knows the person's own time zone.
    private static string? Time(DateTimeOffset? time) =>
        time is { } at
            ? string.Create(CultureInfo.InvariantCulture, $"<time datetime=\"{at.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}\">{at.UtcDateTime:d MMM yyyy, HH:mm} UTC</time>")
            : null;

    private static string Form(string action, string label) =>
        $"<form method=\"post\" action=\"{Encode(action)}\"><button>{label}</button></form>\n";

    private static StringBuilder Begin(string basePath, string title) =>
        new StringBuilder("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n")
            .Append($"<title>{title}</title>\n<link rel=\"stylesheet\" href=\"{Encode($"{basePath}/account.css")}\">\n</head>\n<body>\n<main>\n");

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
