using Gateway.Answers;

namespace Gateway.Account;

/// <summary><c>/auth/devices</c>: where a person is signed in, and the end of any of it.</summary>
internal sealed class DevicesEndpoint(OwnSession own, PersonsDevices devices, Answer answer)
{
    /// <summary><c>GET /auth/devices</c>.</summary>
    public async Task ListAsync(HttpContext context)
    {
        if (await own.RequireAsync(context) is not { } session)
            return;
        if (await devices.ListAsync(session) is not { } all)
        {
            await answer.StoreUnavailableAsync(context);
            return;
        }
        Answer.NoStore(context);
        await context.Response.WriteAsJsonAsync(all, AccountJson.Default.IReadOnlyListDeviceView);
    }

    /// <summary><c>DELETE /auth/devices/{id}</c>.</summary>
    public async Task EndAsync(HttpContext context)
    {
        if (await own.RequireAsync(context) is { } session)
            await AnswerAsync(context, await devices.EndAsync(context, session, context.Request.RouteValues["id"] as string ?? ""));
    }

    /// <summary><c>DELETE /auth/devices</c>: all others; with <c>?all=true</c> this one too.</summary>
    public async Task EndAllAsync(HttpContext context)
    {
        if (await own.RequireAsync(context) is not { } session)
            return;
        var all = context.Request.Query["all"];
        if (all.Count > 0 && all.ToString() is not ("true" or "false"))
            await answer.ProblemAsync(context, StatusCodes.Status400BadRequest, Reason.InvalidRequest, "The parameter 'all' is true or false.");
        else
            await AnswerAsync(context, all == "true" ? await devices.EndAllAsync(context, session) : await devices.EndOthersAsync(session));
    }

    private Task AnswerAsync(HttpContext context, DeviceEnding ending)
    {
        switch (ending)
        {
            case DeviceEnding.Unknown:
                return answer.ProblemAsync(context, StatusCodes.Status404NotFound, Reason.UnknownDevice, "There is no such device among yours.");
            case DeviceEnding.Unavailable:
                return answer.StoreUnavailableAsync(context);
            default:
                Answer.NoStore(context);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return Task.CompletedTask;
        }
    }
}
