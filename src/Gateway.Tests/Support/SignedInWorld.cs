using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Support;

/// <summary>A world for a whole class of tests, with somebody signed in and a SignIn route to the destination, so that it is seen what that gets.</summary>
public sealed class SignedInWorld : IAsyncLifetime
{
    private World? _world;

    public World World => _world ?? throw new InvalidOperationException("It has not started.");

    public string DeviceId { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _world = await World.StartAsync(StoreKind.Embedded, settings => World.AddRoute(settings, "sign-in", "api", "/sign-in/{**rest}", "SignIn"));
        await World.SignInAsync();
        DeviceId = World.Browser.DeviceId!;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_world is not null)
            await _world.DisposeAsync();
    }
}
