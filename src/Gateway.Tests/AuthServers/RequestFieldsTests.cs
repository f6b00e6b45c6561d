using System.Text;
using Gateway.AuthServers;

namespace Gateway.Tests.AuthServers;

public sealed class RequestFieldsTests
{
    private const string Multipart =
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"username\"\r\n\r\nno\r\n"
        + "--b\r\nContent-Disposition: form-data; name=\"username\"\r\n\r\nuser@example.com\r\n--b--\r\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("application/json", """{"username":"user@example.com"}""")]
    [InlineData("application/json; charset=utf-8", "\uFEFF{\"username\":\"user@example.com\"}")]
    [InlineData("application/vnd.api+json", """{"username":"user@example.com"}""")]
    [InlineData("application/x-www-form-urlencoded", "a=b&username=user%40example.com&username=other")]
    [InlineData("multipart/form-data; boundary=b", Multipart)]
    [InlineData("multipart/form-data; boundary=\"b\"", Multipart)]
    public async Task A_field_is_found(string contentType, string body) =>
        (await ParseAsync(contentType, body)).Find("username").ShouldBe("user@example.com");

    [Fact]
    public async Task A_json_field_may_lie_deep_and_be_a_number() =>
        (await ParseAsync("application/json", """{"user":{"id":42}}""")).Find("user.id").ShouldBe("42");

    [Fact]
    public async Task A_boundary_longer_than_any_has_no_fields() =>
        (await ParseAsync($"multipart/form-data; boundary={new string('b', 5000)}", Multipart)).Find("username").ShouldBeNull();

    [Fact]
    public async Task A_field_in_UTF_7_ends_the_reading_without_a_fault() =>
        (await ParseAsync("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"username\"\r\nContent-Type: text/plain; charset=utf-7\r\n\r\na\r\n--b--\r\n"))
            .Find("username")
            .ShouldBeNull();

    [Theory]
    [InlineData(null, "username=a")]
    [InlineData("nonsense", "username=a")]
    [InlineData("text/plain", "username=a")]
    [InlineData("application/json", "username=a")]
    [InlineData("application/json", """{"username":{}}""")]
    [InlineData("application/json", """{"username":"\ud800"}""")]
    [InlineData("multipart/form-data", Multipart)]
    [InlineData("multipart/form-data; boundary=other", Multipart)]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"username\"\r\n")]
    public async Task A_body_that_is_not_what_it_says_has_no_fields(string? contentType, string body) =>
        (await ParseAsync(contentType, body)).Find("username").ShouldBeNull();

    [Fact]
    public async Task What_stands_before_the_cut_counts()
    {
        var fields = await ParseAsync("multipart/form-data; boundary=b", Multipart[..^20] + "\r\n--b\r\nContent-Dispo");

        fields.Find("file").ShouldBeNull();
        (await ParseAsync("application/x-www-form-urlencoded", "username=a&" + string.Concat(Enumerable.Repeat("x=y&", 5000)))).Find("username").ShouldBe("a");
    }

    private static ValueTask<RequestFields> ParseAsync(string? contentType, string body) =>
        RequestFields.ParseAsync(contentType, Encoding.UTF8.GetBytes(body), Cancellation);
}
