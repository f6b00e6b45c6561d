namespace Gateway.Configuration;

/// <summary>A section of options that can be read anew.</summary>
internal interface ILiveOptions
{
    /// <summary>The section's full key.</summary>
    string Key { get; }

    /// <summary>Whether what <paramref name="key"/> says, which lies in this section, can change without a restart.</summary>
    bool IsLive(string key);

    /// <summary>Reads the section as it is now, and tells what is wrong with it.</summary>
    IReadOnlyList<Fault> Prepare();

    /// <summary>Puts what was prepared into effect.</summary>
    void Commit();
}
