using System.Text;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.AuthServers.Support;

/// <summary>What a scripted server can do with a request.</summary>
internal static class Step
{
    public static RequestDelegate Grant(string accessToken = "new-access") => Json(200, $$"""{"access_token":"{{accessToken}}"}""");

    public static RequestDelegate Json(int status, string json, params (string Name, string Value)[] headers) =>
        Bytes(status, Encoding.UTF8.GetBytes(json), headers);

    public static RequestDelegate Bytes(int status, byte[] body, params (string Name, string Value)[] headers) =>
        async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            foreach (var (name, value) in headers)
                context.Response.Headers.Append(name, value);
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        };

    public static Task DropAsync(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    public static async Task DropHalfwayAsync(HttpContext context)
    {
        context.Response.ContentLength = 1000;
        await context.Response.WriteAsync("""{"access_token":"half""", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }

    public static async Task HangAsync(HttpContext context)
    {
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    /// <summary>Waits for <paramref name="gate"/> first.</summary>
    public static RequestDelegate After(Task gate, RequestDelegate then) =>
        async context =>
        {
            await gate.WaitAsync(context.RequestAborted);
            await then(context);
        };
}
