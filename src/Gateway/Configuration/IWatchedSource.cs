namespace Gateway.Configuration;

/// <summary>A source of settings that is looked at again and again (<see cref="SourcesWatch"/>).</summary>
internal interface IWatchedSource
{
    /// <summary>Reads it again, and tells of a change once two looks in a row have seen the same: files are written one piece after another.</summary>
    void Look();
}
