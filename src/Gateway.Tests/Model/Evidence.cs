namespace Gateway.Tests.Model;

/// <summary>What has been seen in one run: what happened, which sessions have an excuse to be gone, and what must never be.</summary>
internal sealed class Evidence
{
    private readonly List<string> _story = [];
    private readonly HashSet<string> _excused = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);

    public List<string> Violations { get; } = [];

    public Func<string> Now { get; set; } = () => "";

    public string Story => string.Join('\n', _story);

    public void Note(string what) => _story.Add($"{Now()}  {what}");

    public void Violation(string what)
    {
        Note("VIOLATION: " + what);
        Violations.Add(what);
    }

    /// <summary>The auth server has refused this session, or its person has signed out: it may end.</summary>
    public void MayEnd(string record) => _excused.Add(record);

    public bool IsExcused(string record) => _excused.Contains(record);

    public bool IsEnded(string record) => _ended.Contains(record);

    public void Deleted(string record)
    {
        Note($"{record} is deleted");
        _ended.Add(record);
        if (!IsExcused(record))
            Violation($"{record} was ended, and nobody had said so");
    }
}
