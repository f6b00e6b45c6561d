namespace Gateway.Tests.Support;

/// <summary>Finds files of the repository, from wherever the tests run.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot(new DirectoryInfo(AppContext.BaseDirectory));

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot(DirectoryInfo? directory) =>
        directory is null ? throw new InvalidOperationException("The tests run outside of the repository.")
        : File.Exists(Path.Combine(directory.FullName, "Directory.Packages.props")) ? directory.FullName
        : FindRoot(directory.Parent);
}
