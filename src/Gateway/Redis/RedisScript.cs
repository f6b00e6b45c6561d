using System.Collections.Concurrent;
using System.Reflection;
using StackExchange.Redis;

namespace Gateway.Redis;

/// <summary>A Lua script that lies beside the class that runs it, as an embedded resource. Each touches one slot only.</summary>
internal sealed class RedisScript
{
    private static readonly ConcurrentDictionary<string, string> Names = new(StringComparer.Ordinal);
    private readonly string _text;

    private RedisScript(string text) => _text = text;

    /// <summary>Loads <c>{folder}/{name}.lua</c> of this assembly.</summary>
    public static RedisScript Load(string folder, string name)
    {
        var resource = $"Gateway.{folder}.{name}.lua";
        using var stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"The script {resource} is missing.");
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        Names[text] = name;
        return new RedisScript(text);
    }

    /// <summary>The name of the script with this text; null where it is none of ours.</summary>
    public static string? NameOf(object? text) => text is string script ? Names.GetValueOrDefault(script) : null;

    /// <summary>Runs it on <paramref name="key"/>.</summary>
    public Task<RedisResult> RunAsync(IDatabase database, RedisKey key, params RedisValue[] arguments) => database.ScriptEvaluateAsync(_text, [key], arguments, RedisConnection.AtPrimary);

    /// <summary>Runs a script that also appends where it makes its change; what and for how long are its first two arguments.</summary>
    public Task<RedisResult> RunAsync(IDatabase database, RedisKey key, Appendix? appendix, params RedisValue[] arguments) =>
        appendix is null
            ? database.ScriptEvaluateAsync(_text, [key], ["", "", .. arguments], RedisConnection.AtPrimary)
            : database.ScriptEvaluateAsync(
                _text,
                [key, appendix.List],
                [string.Join('\n', appendix.Lines), (long)appendix.Life.TotalMilliseconds, .. arguments],
                RedisConnection.AtPrimary
            );
}
