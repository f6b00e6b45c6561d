using Gateway.Answers;

namespace Gateway.Tests.Answers;

public sealed class SignInOptionsTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/sign-in")]
    [InlineData("/sign-in?lang=en#form")]
    [InlineData("https://id.example.com/login")]
    [InlineData("http://localhost:3000/login")]
    public void A_local_path_or_a_URL_is_a_page(string? page) => new SignInOptions { Page = page }.Check("S").ShouldBeEmpty();

    [Theory]
    [InlineData("sign-in")]
    [InlineData("//evil.example.com")]
    [InlineData("/\\evil.example.com")]
    [InlineData("javascript:alert(1)")]
    [InlineData("ftp://example.com")]
    [InlineData("file:///etc/passwd")]
    [InlineData(" ")]
    public void Anything_else_is_a_fault(string page) => new SignInOptions { Page = page }.Check("S").ShouldHaveSingleItem().Key.ShouldBe("S:Page");
}
