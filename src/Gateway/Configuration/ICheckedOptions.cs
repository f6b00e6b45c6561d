namespace Gateway.Configuration;

/// <summary>Options that can tell what is wrong with them beyond what their types say.</summary>
public interface ICheckedOptions
{
    /// <summary>All faults, each with its full key below <paramref name="section"/>.</summary>
    IEnumerable<Fault> Check(string section);
}
