using System.Globalization;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>Timestamps as Trino's literals write them: <c>2026-01-31 12:00:00.000 Europe/Berlin</c>.</summary>
internal static class ZonedTime
{
    /// <summary>Reads a timestamp; without a zone it is UTC.</summary>
    /// <param name="text">The literal.</param>
    /// <param name="instant">When it is.</param>
    /// <param name="zone">The zone as it is written: <c>+02:00</c>, <c>Europe/Berlin</c>, <c>UTC</c>.</param>
    public static bool TryParse(string text, out DateTimeOffset instant, out string zone)
    {
        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        text = text.Trim();
        var sign = text.LastIndexOfAny(['+', '-']);
        zone = sign > text.IndexOf(':', StringComparison.Ordinal) && sign > 0 ? text[sign..] : "UTC";
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Styles, out instant))
        {
            zone = zone is "+00:00" or "-00:00" ? "UTC" : zone;
            return true;
        }

        var blank = text.LastIndexOf(' ');
        zone = text[(blank + 1)..];
        if (blank < 0 || !DateTime.TryParse(text.AsSpan(0, blank), CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
        {
            return false;
        }

        instant = new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), found.GetUtcOffset(local)).ToUniversalTime();
        return true;
    }
}
