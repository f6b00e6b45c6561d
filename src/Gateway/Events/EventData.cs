using System.Text.Json.Serialization;

namespace Gateway.Events;

/// <summary>What is told of a session; null where it is not known.</summary>
/// <param name="Id">Its handle, as lists of devices name it; of no use as a cookie.</param>
/// <param name="User">The user, as the auth server names them.</param>
/// <param name="Email">The user's e-mail address.</param>
/// <param name="AuthServer">Name of the auth server.</param>
/// <param name="DeviceName">Name of the device, such as "Firefox on Android".</param>
/// <param name="Ip">Address that the person signed in from.</param>
/// <param name="CreatedAt">When the person signed in.</param>
internal sealed record EventData(
    string Id,
    string? User = null,
    string? Email = null,
    string? AuthServer = null,
    string? DeviceName = null,
    string? Ip = null,
    DateTimeOffset? CreatedAt = null
)
{
    /// <summary>Of an opened session: whether its user is not known to be signed in on such a device already.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? NewDevice { get; init; }

    /// <summary>Of an ended session: why.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Why { get; init; }

    /// <summary>Says nothing of the person or the device.</summary>
    public override string ToString() => $"data of session {Id}";
}
