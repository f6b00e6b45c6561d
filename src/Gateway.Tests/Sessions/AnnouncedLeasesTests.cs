using Gateway.Sessions;
using Gateway.Tests.Support;

namespace Gateway.Tests.Sessions;

public sealed class AnnouncedLeasesTests
{
    private readonly FakeTime _time = new();
    private readonly AnnouncedLeases _leases;
    private readonly Session _session = Some.Session(key: "record"); // version 7

    public AnnouncedLeasesTests() => _leases = new AnnouncedLeases(_time);

    [Fact]
    public void What_another_instance_says_is_believed_as_long_as_it_said()
    {
        _leases.RestOf(_session).ShouldBeNull();

        _leases.Hear("other:5 7 12000 record", self: "me");
        _time.Advance(TimeSpan.FromSeconds(2));
        _leases.RestOf(_session).ShouldBe(TimeSpan.FromSeconds(10));

        _time.Advance(TimeSpan.FromSeconds(10));
        _leases.RestOf(_session).ShouldBeNull();
    }

    [Theory]
    [InlineData("me:5 7 12000 record")] // our own
    [InlineData("other:5 6 12000 record")] // of a version that is no longer: messages may overtake each other
    [InlineData("other:5 7 12000 another record")]
    [InlineData("other:5 7 -1 record")]
    [InlineData("other:5 7 x record")]
    [InlineData("other:5 x 12000 record")]
    [InlineData("record")]
    [InlineData("")]
    public void Nothing_else_is(string announcement)
    {
        _leases.Hear(announcement, self: "me");

        _leases.RestOf(_session).ShouldBeNull();
    }

    [Fact]
    public void A_change_ends_it_and_a_break_of_the_subscription_ends_all()
    {
        _leases.Hear("other:5 7 12000 record", self: "me");
        _leases.Forget("record");
        _leases.RestOf(_session).ShouldBeNull();

        _leases.Hear("other:5 7 12000 record", self: "me");
        _leases.ForgetAll();
        _leases.RestOf(_session).ShouldBeNull();
    }

    // The store publishes a lease, its return and the change in this order; messages of two channels may be handled in any.
    [Theory]
    [InlineData("lease", "return", "change")]
    [InlineData("lease", "change", "return")]
    [InlineData("return", "lease", "change")]
    [InlineData("return", "change", "lease")]
    [InlineData("change", "lease", "return")]
    [InlineData("change", "return", "lease")]
    public void A_lease_that_was_given_back_is_not_believed_in_whichever_order_the_messages_come(params string[] order)
    {
        foreach (var message in order)
            Hear(message);

        _leases.RestOf(_session).ShouldBeNull();

        void Hear(string message)
        {
            if (message is "change")
                _leases.Forget("record");
            else
                _leases.Hear(message is "lease" ? "other:5 7 12000 record" : "other:5 0 0 record", self: "me");
        }
    }

    [Fact]
    public void After_a_return_the_next_lease_is_believed()
    {
        _leases.Hear("other:5 7 12000 record", self: "me");
        _leases.Hear("other:5 0 0 record", self: "me");
        _leases.Hear("other:6 7 12000 record", self: "me");

        _leases.RestOf(_session).ShouldBe(TimeSpan.FromSeconds(12));
    }

    [Fact]
    public void Announcements_without_an_end_do_not_pile_up()
    {
        for (var i = 0; i < 10_000; i++)
            _leases.Hear($"other:5 7 12000 record-{i}", self: "me");
        _leases.Hear("other:5 7 12000 record", self: "me");

        _leases.RestOf(_session).ShouldNotBeNull();
        _leases.RestOf(_session with { Key = "record-0" }).ShouldBeNull();
    }
}
