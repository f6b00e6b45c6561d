namespace Gateway.Configuration;

/// <summary>A section of options that can be read anew.</summary>
internal interface ILiveOptions
{
    /// <summary>The section's full key.</summary>
    string Key { get; }

    /// <summary>What it is bound to.</summary>
    Type Type { get; }

    /// <summary>Reads the section as it is now, and tells what is wrong with it.</summary>
    IReadOnlyList<Fault> Prepare();

    /// <summary>Puts what was prepared into effect.</summary>
    void Commit();
}
