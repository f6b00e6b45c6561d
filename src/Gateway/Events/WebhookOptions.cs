using System.ComponentModel.DataAnnotations;
using Gateway.Configuration;

namespace Gateway.Events;

/// <summary>A receiver of events by HTTP.</summary>
public sealed class WebhookOptions
{
    private const int ShortestSecret = 32;

    /// <summary>Where events are posted to. An absolute https URL; http on loopback. Default: none.</summary>
    [Live]
    public Uri? Url { get; set; }

    /// <summary>
    /// The key of the signature (HMAC-SHA256, RFC 2104) by which the receiver knows that an event is the gateway's; its UTF-8 bytes are the key.
    /// At least 32 characters. Default: none; needed with <see cref="Url"/>.
    /// </summary>
    [Live]
    [MinLength(ShortestSecret)]
    public string? Secret { get; set; }

    internal IEnumerable<Fault> Check(string section)
    {
        if (Url is not null && (!Url.IsAbsoluteUri || Url.Scheme is not ("https" or "http")))
            yield return new($"{section}:Url", "is no absolute http or https URL");
        else if (Url is { Scheme: "http", IsLoopback: false })
            yield return new($"{section}:Url", "is http, and not on loopback; events tell who signs in, so https is needed");
        if (Url is not null && string.IsNullOrEmpty(Secret))
            yield return new($"{section}:Secret", "is missing: there is a Url, and its receiver must be able to tell our events from others'");
        else if (Secret is { Length: > 0 and < ShortestSecret })
            yield return new($"{section}:Secret", $"has fewer than {ShortestSecret} characters");
    }
}
