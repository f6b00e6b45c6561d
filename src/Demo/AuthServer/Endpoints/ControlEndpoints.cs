using System.Text.Json;
using Demo.AuthServer.Logout;
using Demo.AuthServer.Tokens;
using Demo.AuthServer.Traffic;

namespace Demo.AuthServer.Endpoints;

/// <summary>The demo's switchboard: see the counters, turn faults on and off, roll the key over, log somebody out. No fault reaches it.</summary>
internal sealed class ControlEndpoints(FaultSwitch faults, AuthServerCounters counters, SigningKeys keys, SsoLogout logout)
{
    private const string Path = "/control";

    public void Map(WebApplication app)
    {
        var control = app.MapGroup(Path).WithMetadata(OutOfBand.Mark);
        control.MapGet("", State);
        control.MapPut("", ChangeAsync);
        control.MapPost("/key", RollKeyOver);
        control.MapPost("/logout", LogOutAsync);
    }

    private IResult State() => Results.Json(ControlState.Of(faults.Current, counters), ControlState.Json);

    private async Task<IResult> ChangeAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var change = await request.ReadFromJsonAsync<ControlState>(ControlState.Json, cancellationToken);
            faults.Set(change?.ToFault() ?? Fault.None);
            return State();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return Results.Json(new { detail = exception.Message }, statusCode: StatusCodes.Status400BadRequest);
        }
    }

    private IResult RollKeyOver()
    {
        keys.RollOver(keepOld: true);
        return Results.NoContent();
    }

    private async Task<IResult> LogOutAsync(string email, CancellationToken cancellationToken)
    {
        await logout.EndAllAsync(email, cancellationToken);
        return Results.NoContent();
    }
}
