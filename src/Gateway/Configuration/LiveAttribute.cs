namespace Gateway.Configuration;

/// <summary>Marks options that take effect while the gateway runs; all others do after a restart, and whoever changes one is told so.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class)]
internal sealed class LiveAttribute : Attribute;
