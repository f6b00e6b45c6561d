namespace Serilog.Extensions.Hosting;

/// <summary>The collection of the current flow of control; without one, what is set goes nowhere.</summary>
/// <param name="logger">Turns values into properties by its rules; null: the static logger.</param>
public sealed class DiagnosticContext(ILogger? logger) : IDiagnosticContext
{
    private readonly AsyncLocal<DiagnosticContextCollector?> _current = new();

    public DiagnosticContextCollector BeginCollection()
    {
        var outer = _current.Value;
        return _current.Value = new DiagnosticContextCollector(() => _current.Value = outer);
    }

    public void Set(string propertyName, object? value, bool destructureObjects = false)
    {
        ArgumentNullException.ThrowIfNull(propertyName);
        if (
            _current.Value is { } collector
            && (logger ?? Log.Logger).BindProperty(propertyName, value, destructureObjects, out var property)
        )
            collector.AddOrUpdate(property);
    }

    public void SetException(Exception exception) => _current.Value?.SetException(exception);
}
