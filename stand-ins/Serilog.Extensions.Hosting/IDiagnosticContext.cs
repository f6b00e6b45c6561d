namespace Serilog;

/// <summary>Adds to the one event that is written when the work under way, such as a request, is done.</summary>
public interface IDiagnosticContext
{
    void Set(string propertyName, object? value, bool destructureObjects = false);

    void SetException(Exception exception);
}
