using System.Globalization;
using System.Text.RegularExpressions;

namespace Lakehouse.Delta;

/// <summary>Durations in table properties: <c>interval 1 week</c>, <c>interval 2 days 12 hours</c>.</summary>
internal static partial class CalendarInterval
{
    /// <summary>Reads a duration; false where the text is none or counts months or years, whose length differs.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text is null || !Whole().IsMatch(text))
        {
            return false;
        }

        foreach (Match part in Part().Matches(text))
        {
            var count = long.Parse(part.Groups[1].Value, CultureInfo.InvariantCulture);
            duration += part.Groups[2].Value.ToLowerInvariant() switch
            {
                "week" => TimeSpan.FromDays(7 * count),
                "day" => TimeSpan.FromDays(count),
                "hour" => TimeSpan.FromHours(count),
                "minute" => TimeSpan.FromMinutes(count),
                "second" => TimeSpan.FromSeconds(count),
                "millisecond" => TimeSpan.FromMilliseconds(count),
                _ => TimeSpan.FromMicroseconds(count),
            };
        }

        return true;
    }

    [GeneratedRegex(@"^\s*(interval\s+)?(\d{1,9}\s+(week|day|hour|minute|second|millisecond|microsecond)s?\s*)+$", RegexOptions.IgnoreCase)]
    private static partial Regex Whole();

    [GeneratedRegex(@"(\d+)\s+(week|day|hour|minute|second|millisecond|microsecond)s?", RegexOptions.IgnoreCase)]
    private static partial Regex Part();
}
