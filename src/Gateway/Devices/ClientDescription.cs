namespace Gateway.Devices;

/// <summary>What a person recognises a device by: its name, as the User-Agent tells it, and the address it came from.</summary>
public sealed record ClientDescription(string? DeviceName, string? Address)
{
    /// <summary>Describes the client of <paramref name="context"/>.</summary>
    public static ClientDescription Of(HttpContext context) =>
        new(Devices.DeviceName.From(context.Request.Headers.UserAgent.ToString()), context.Connection.RemoteIpAddress?.ToString());
}
