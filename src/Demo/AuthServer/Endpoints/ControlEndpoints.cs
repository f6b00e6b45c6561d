using System.Text.Json;
using Demo.AuthServer.Traffic;

namespace Demo.AuthServer.Endpoints;

/// <summary>The demo's switchboard: see the counters, turn faults on and off. No fault reaches it.</summary>
internal sealed class ControlEndpoints(FaultSwitch faults, AuthServerCounters counters)
{
    private const string Path = "/control";

    public void Map(WebApplication app)
    {
        app.MapGet(Path, State).WithMetadata(OutOfBand.Mark);
        app.MapPut(Path, ChangeAsync).WithMetadata(OutOfBand.Mark);
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
}
