using System.Globalization;

namespace Gateway.Sessions;

/// <summary>Dates of the record: written as existing services write them, read from any of their spellings.</summary>
internal static class RecordDate
{
    private const double LastSecond = 253402300799; // of the year 9999

    public static string Write(DateTimeOffset date) => date.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture);

    /// <summary>ISO 8601 with <c>T</c> or space and any offset (UTC where there is none), or epoch seconds; null for anything else.</summary>
    public static DateTimeOffset? Read(string? text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
            return seconds is >= 0 and <= LastSecond ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null;
        if (text?.Contains('-', StringComparison.Ordinal) is not true)
            return null; // a time alone would be taken for one of today
        return DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces,
            out var date
        )
            ? date
            : null;
    }
}
