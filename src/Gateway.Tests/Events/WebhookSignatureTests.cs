using Gateway.Events;

namespace Gateway.Tests.Events;

public sealed class WebhookSignatureTests
{
    // printf '1795550400.{"a":1}' | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef
    [Fact]
    public void It_is_what_openssl_says() =>
        new WebhookSignature("0123456789abcdef0123456789abcdef")
            .Of("""{"a":1}"""u8, DateTimeOffset.FromUnixTimeSeconds(1795550400))
            .ShouldBe("t=1795550400,v1=d1e2a842741cc7539dd9cc9e51c9985e1abc81a8951fbcaba9b6c007341172ad");
}
