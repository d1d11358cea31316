using System.Globalization;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>Timestamps as Trino's literals write them: <c>2026-01-31 12:00:00.000 Europe/Berlin</c>.</summary>
internal static class ZonedTime
{
    /// <summary>Reads a timestamp; without a zone it is UTC.</summary>
    public static bool TryParse(string text, out DateTimeOffset instant)
    {
        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Styles, out instant))
        {
            return true;
        }

        var blank = text.LastIndexOf(' ');
        if (blank < 0 || !DateTime.TryParse(text.AsSpan(0, blank), CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            || !TimeZoneInfo.TryFindSystemTimeZoneById(text[(blank + 1)..], out var zone))
        {
            return false;
        }

        instant = new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), zone.GetUtcOffset(local)).ToUniversalTime();
        return true;
    }
}
