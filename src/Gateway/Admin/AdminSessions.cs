using Gateway.Answers;
using Gateway.AuthServers;
using Gateway.Lifecycle;
using Gateway.Sessions;

namespace Gateway.Admin;

/// <summary><c>/sessions</c> on the listener of operators: whose there are, how many, and their end. Each change leaves a line in the log: who, what, how many.</summary>
internal sealed partial class AdminSessions(
    SessionDirectory directory,
    SessionCensus census,
    SessionLifecycle lifecycle,
    AuthServerRegistry authServers,
    AdminKey key,
    ILogger<AdminSessions> log
)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/sessions");
        key.Guard(group);
        group.MapGet("", ListAsync).WithDisplayName("admin sessions");
        group.MapGet("/counts", CountAsync).WithDisplayName("admin counts");
        group.MapDelete("", EndAllAsync).WithDisplayName("admin sessions");
        group.MapDelete("/{id}", EndAsync).WithDisplayName("admin session");
    }

    private async Task ListAsync(HttpContext context)
    {
        if (await ReadAsync(context) is not { } query)
            return;
        if (await FindAsync(query) is { } found)
            await WriteAsync(context, [.. found.Select(SessionRow.Of)]);
        else
            await AdminProblem.StoreUnavailableAsync(context);
    }

    private async Task CountAsync(HttpContext context)
    {
        if (await census.CountAsync() is not { } counts)
        {
            await AdminProblem.StoreUnavailableAsync(context);
            return;
        }
        Answer.NoStore(context);
        await context.Response.WriteAsJsonAsync(counts, AdminJson.Default.SessionCounts);
    }

    private async Task EndAllAsync(HttpContext context)
    {
        if (await ReadAsync(context) is not { } query)
            return;
        var ended = await FindAsync(query) is { } found ? await lifecycle.EndAllAsync(found, EndReason.RevokedByAdmin) : null;
        await AnswerAsync(context, ended, query.ToString());
    }

    private async Task EndAsync(HttpContext context)
    {
        var id = context.Request.RouteValues["id"] as string ?? "";
        var ended = await directory.OfHandleAsync(id) is { } found ? await lifecycle.EndAllAsync(found, EndReason.RevokedByAdmin) : null;
        if (ended is 0)
            await AdminProblem.WriteAsync(context, StatusCodes.Status404NotFound, Reason.UnknownSession, "There is no session of that id.");
        else
            await AnswerAsync(context, ended, $"id {id}");
    }

    private async Task<IReadOnlyList<SessionEntry>?> FindAsync(SessionQuery query)
    {
        if (query.Email is { } email)
            return (await directory.OfEmailAsync(email))?.Where(entry => query.AuthServer is null || query.AuthServer == entry.AuthServer).ToList();
        var servers = query.AuthServer is { } one ? [one] : authServers.All.Select(server => server.Name);
        var found = await Task.WhenAll(servers.Select(server => directory.OfUserAsync(server, query.User!)));
        return Array.Exists(found, part => part is null) ? null : [.. found.SelectMany(part => part!)];
    }

    private async Task<SessionQuery?> ReadAsync(HttpContext context)
    {
        var query = SessionQuery.Read(context.Request.Query, authServers, out var fault);
        if (query is null)
            await AdminProblem.WriteAsync(context, StatusCodes.Status400BadRequest, Reason.InvalidRequest, fault);
        return query;
    }

    private Task AnswerAsync(HttpContext context, int? ended, string what)
    {
        var address = context.Connection.RemoteIpAddress?.ToString();
        if (ended is not { } count)
        {
            LogIncomplete(address, what);
            return AdminProblem.StoreUnavailableAsync(context);
        }
        LogEnded(address, count, what);
        Answer.NoStore(context);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static Task WriteAsync(HttpContext context, IReadOnlyList<SessionRow> rows)
    {
        Answer.NoStore(context);
        return context.Response.WriteAsJsonAsync(rows, AdminJson.Default.IReadOnlyListSessionRow);
    }

    [LoggerMessage(1110, LogLevel.Information, "Admin: {Address} ended {Count} session(s) of {What}")]
    private partial void LogEnded(string? address, int count, string what);

    [LoggerMessage(1111, LogLevel.Warning, "Admin: {Address} wanted to end the sessions of {What}, but the store did not answer; some may have ended")]
    private partial void LogIncomplete(string? address, string what);
}
