using System.Net;
using Gateway.Protection;

namespace Gateway.Tests.Protection;

public sealed class SignInLimitTests
{
    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")] // how a socket for both kinds names an IPv4 address
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    [InlineData("2001:db8:1:2::", "2001:db8:1:2::")]
    [InlineData("fe80::1%3", "fe80::")]
    [InlineData("::1", "::")]
    public void What_counts_as_one_address(string address, string network) => SignInLimit.NetworkOf(IPAddress.Parse(address)).ShouldBe(IPAddress.Parse(network));
}
