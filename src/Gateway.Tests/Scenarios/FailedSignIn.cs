using System.Net;
using Gateway.Tests.Support;

namespace Gateway.Tests.Scenarios;

/// <summary>How a sign-in ends that must not succeed.</summary>
internal static class FailedSignIn
{
    /// <summary>Asserts that the callback said so, and that nobody is signed in.</summary>
    public static async Task ShouldFailAsync(this OpenIdWorld world, HttpResponseMessage answer)
    {
        await answer.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "sign_in_failed");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        world.Browser.DeviceId.ShouldBeNull();
    }
}
