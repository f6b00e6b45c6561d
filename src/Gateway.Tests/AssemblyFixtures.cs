using Gateway.Tests.Support.Stores;

[assembly: AssemblyFixture(typeof(SharedRedis))]
[assembly: AssemblyFixture(typeof(SharedCluster))]
