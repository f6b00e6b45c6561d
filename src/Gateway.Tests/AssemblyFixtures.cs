using Gateway.Tests.Support.Stores;

[assembly: AssemblyFixture(typeof(SharedRedis))]
