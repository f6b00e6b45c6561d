namespace Gateway.Observability;

/// <summary>Registered where a command runs: the standard output is for what it tells, which programs read, so logs go to the standard error.</summary>
internal sealed class LogsOfCommands;
