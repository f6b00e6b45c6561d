namespace Gateway.Tests.Support.Stores;

/// <summary>Which store a test runs on. Every story runs on all of them.</summary>
public enum StoreKind
{
    Embedded,
    Redis,
    Cluster,
}
