using Gateway.Observability;
using Serilog;

namespace Gateway.Tests.Observability;

public sealed class RecentProblemsTests
{
    // Fails when each line has a place of its own: who calls without the key fifty times would hide what is wrong.
    [Fact]
    public void What_is_said_again_and_again_is_there_once_and_drives_nothing_out()
    {
        var problems = new RecentProblems();
        using var log = new LoggerConfiguration().WriteTo.Sink(problems).CreateLogger();
        log.Information("is no problem");
        log.Error("The store is away");
        for (var i = 0; i < 100; i++)
            log.Warning("Refused {Address}", i);

        problems.Read().Select(problem => (problem.Message, problem.Times, problem.Level)).ShouldBe([("Refused 99", 100, "Warning"), ("The store is away", 1, "Error")]);
    }

    [Fact]
    public void The_last_fifty_kinds_are_kept()
    {
        var problems = new RecentProblems();
        using var log = new LoggerConfiguration().WriteTo.Sink(problems).CreateLogger();
        for (var i = 0; i < 60; i++)
            log.ForContext("SourceContext", $"Source{i}").Error("Something failed");

        problems.Read().Select(problem => problem.Source).ShouldBe([.. Enumerable.Range(10, 50).Reverse().Select(i => $"Source{i}")]);
    }
}
