using System.Diagnostics.CodeAnalysis;
using Serilog.Events;

namespace Serilog.Extensions.Hosting;

/// <summary>What was set since the collection began, until it is completed or disposed.</summary>
public sealed class DiagnosticContextCollector : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Action _ended;
    private Dictionary<string, LogEventProperty>? _properties = [];
    private Exception? _exception;

    internal DiagnosticContextCollector(Action ended) => _ended = ended;

    public void AddOrUpdate(LogEventProperty property)
    {
        ArgumentNullException.ThrowIfNull(property);
        lock (_lock)
        {
            if (_properties is not null)
                _properties[property.Name] = property;
        }
    }

    public void SetException(Exception? exception)
    {
        lock (_lock)
        {
            if (_properties is not null)
                _exception = exception;
        }
    }

    /// <summary>Ends the collection and hands out what it holds; false when it had ended before.</summary>
    public bool TryComplete([NotNullWhen(true)] out IEnumerable<LogEventProperty>? properties, out Exception? exception)
    {
        lock (_lock)
        {
            properties = _properties?.Values;
            exception = _exception;
            _properties = null;
            _exception = null;
        }

        if (properties is null)
            return false;

        _ended();
        return true;
    }

    public void Dispose() => TryComplete(out _, out _);
}
