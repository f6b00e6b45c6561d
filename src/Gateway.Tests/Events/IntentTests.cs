using Gateway.Events;

namespace Gateway.Tests.Events;

public sealed class IntentTests
{
    [Theory]
    [InlineData("gateway:session:abc")]
    [InlineData(" {a} b")]
    public void It_is_read_as_it_was_written_and_knows_when_it_was_made(string record)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(1_795_550_400_123);
        var intent = new Intent(Guid.CreateVersion7(now).ToString(), record);

        Intent.Parse(intent.Text).ShouldBe(intent);
        intent.MadeAt.ShouldBe(now);
        intent.ToString().ShouldNotContain(record);
    }

    [Theory]
    [InlineData("")]
    [InlineData("gateway:session:abc")]
    [InlineData("0199a8f0-7c5e-4abc-8def-0123456789ab gateway:session:abc")] // of version 4
    [InlineData("0199a8f0-7c5e-7abc-8def-0123456789ab")]
    public void Anything_else_is_none(string text) => Intent.Parse(text).ShouldBeNull();
}
