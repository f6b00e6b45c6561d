namespace Gateway.Benchmarks.Servers;

/// <summary>
/// The child's side: one server until the input ends. Each line that comes in is answered with what the process has used so
/// far. Answers begin with a mark, since the server's log goes to the same output.
/// </summary>
internal static class ChildServer
{
    public const string Mark = "> ";

    public static async Task RunAsync(string role, string[] args)
    {
        await using var app = Create(role, args);
        if (role is Role.Gateway)
            await app.StartCheckedAsync();
        else
            await app.StartAsync();
        Answer(app.Urls.Single());
        await Task.Factory.StartNew(AnswerUntilTheEnd, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await app.StopAsync();
    }

    // On a thread of its own: a read of the console blocks, and a thread of the pool that blocks is one that serves no requests.
    private static void AnswerUntilTheEnd()
    {
        while (Console.In.ReadLine() is not null)
            Answer(Usage.OfThisProcess().ToString());
    }

    private static WebApplication Create(string role, string[] args) =>
        role switch
        {
            Role.Destination => DestinationServer.Create(args),
            Role.PlainYarp => PlainYarp.Create(args),
            Role.Gateway => GatewayApplication.Create(args),
            Role.Collector => CollectorServer.Create(args),
            _ => throw new BenchmarkException($"There is no server '{role}'."),
        };

    private static void Answer(string line) => Console.Out.WriteLine(Mark + line);
}
