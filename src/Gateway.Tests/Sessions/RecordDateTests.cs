using System.Globalization;
using Gateway.Sessions;

namespace Gateway.Tests.Sessions;

public sealed class RecordDateTests
{
    [Theory]
    [InlineData("2026-09-06 19:01:45.165131+00:00")] // as existing services write it
    [InlineData("2026-09-06T19:01:45.165131+00:00")]
    [InlineData("2026-09-06T19:01:45.165131Z")]
    [InlineData("2026-09-06 19:01:45.165131Z")]
    [InlineData("2026-09-06 19:01:45.165131")] // UTC where there is no offset
    [InlineData("2026-09-06T19:01:45.165131")]
    [InlineData("2026-09-06 21:01:45.165131+02:00")]
    [InlineData("2026-09-06 21:01:45.165131+0200")]
    [InlineData("2026-09-06 21:01:45.165131+02")]
    [InlineData("2026-09-06T14:31:45.165131-04:30")]
    [InlineData("2026-09-07T00:31:45.165131+05:30")]
    [InlineData("2026-09-06t19:01:45.165131z")]
    [InlineData(" 2026-09-06 19:01:45.165131 +00:00 ")]
    [InlineData("2026-09-06T19:01:45.165131000Z")]
    [InlineData("1788721305.165131")]
    public void Every_spelling_names_the_same_moment(string text) => RecordDate.Read(text).ShouldBe(At("2026-09-06T19:01:45.165131Z"));

    [Theory]
    [InlineData("1788721305", "2026-09-06T19:01:45Z")]
    [InlineData("1788721305.0", "2026-09-06T19:01:45Z")]
    [InlineData("1.788721305e9", "2026-09-06T19:01:45Z")]
    [InlineData("0", "1970-01-01T00:00:00Z")]
    [InlineData("253402300799", "9999-12-31T23:59:59Z")]
    [InlineData("2026-09-06 19:01:45+00:00", "2026-09-06T19:01:45Z")]
    [InlineData("2026-09-06 19:01:45.1+00:00", "2026-09-06T19:01:45.1Z")]
    [InlineData("2026-09-06 19:01+00:00", "2026-09-06T19:01:00Z")]
    [InlineData("2026-09-06", "2026-09-06T00:00:00Z")]
    [InlineData("2024-02-29 23:59:59+00:00", "2024-02-29T23:59:59Z")]
    public void It_reads_what_services_write(string text, string moment) => RecordDate.Read(text).ShouldBe(At(moment));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("soon")]
    [InlineData("None")]
    [InlineData("null")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-1")]
    [InlineData("1e400")]
    [InlineData("253402300800")] // the year 10000
    [InlineData("1788721305165")] // milliseconds
    [InlineData("2026-13-01 00:00:00+00:00")]
    [InlineData("2026-02-29 00:00:00+00:00")]
    [InlineData("2026-09-06 25:00:00+00:00")]
    [InlineData("2026-09-06 19:01:45+99:00")]
    [InlineData("9999-12-31T23:59:59-14:00")] // past the end of time
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("2026-09-06 19:01:45+00:00 and more")]
    public void Anything_else_is_no_date(string? text) => RecordDate.Read(text).ShouldBeNull();

    [Fact]
    public void A_time_without_a_day_is_no_date() => RecordDate.Read("10:30").ShouldBeNull(); // today would be a guess

    [Fact]
    public void It_is_written_as_existing_services_write_it()
    {
        RecordDate.Write(At("2026-09-06T21:01:45.1651319+02:00")).ShouldBe("2026-09-06 19:01:45.165131+00:00");
        RecordDate.Write(At("2026-09-06T19:01:45Z")).ShouldBe("2026-09-06 19:01:45.000000+00:00");
    }

    [Theory]
    [InlineData("2026-09-06T19:01:45.165131Z")]
    [InlineData("1970-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.999999Z")]
    public void What_is_written_is_read_again(string moment) => RecordDate.Read(RecordDate.Write(At(moment))).ShouldBe(At(moment));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
