using System.Globalization;
using System.Text;

namespace Lakehouse.Delta.Engine;

/// <summary>Reads values from their texts: of statistics, of partition values, of constants as DuckDB prints them.</summary>
internal static class FilterValueText
{
    private const int DoubleDigits = 15;

    /// <summary>The value, or null where the text is not of the form that is known to mean the same to DuckDB.</summary>
    public static FilterValue? Parse(DataType type, string text) => type switch
    {
        DecimalType => Number(text),
        PrimitiveType { Name: "byte" or "short" or "integer" or "long" } => Number(text),
        PrimitiveType { Name: "float" or "double" } => Floating(text),
        PrimitiveType { Name: "string" } => FilterValue.Text(Encoding.UTF8.GetBytes(text)),
        PrimitiveType { Name: "boolean" } => bool.TryParse(text, out var flag) ? FilterValue.Boolean(flag) : null,
        PrimitiveType { Name: "date" } => Date(text),
        PrimitiveType { Name: "timestamp" or "timestamp_ntz" } => Time(text)?.Value,
        _ => null,
    };

    /// <summary><c>-12.50</c>; more digits than a double holds become a double, for some writers print them through one.</summary>
    public static FilterValue? Number(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? text : text.Remove(point, 1);
        if (!Int128.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var unscaled))
        {
            return Floating(text);
        }

        return point >= 0 && digits.Length > DoubleDigits ? Floating(text) : FilterValue.Number(unscaled, point < 0 ? 0 : digits.Length - point);
    }

    public static FilterValue? Floating(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && !double.IsNaN(number) ? FilterValue.Floating(number) : null;

    public static FilterValue? Date(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? FilterValue.Time(Micros(day.ToDateTime(TimeOnly.MinValue))) : null;

    /// <summary><c>2024-02-29T12:30:00.123456+01:00</c>, with blank or T, fraction and zone or without; a day alone is its midnight.</summary>
    public static (FilterValue Value, bool HasZone)? Time(string text)
    {
        if (Date(text) is { } midnight)
        {
            return (midnight, false);
        }

        if (text.Length < 19 || text[10] is not (' ' or 'T')
            || !DateTime.TryParseExact(text.AsSpan(0, 19).ToString().Replace('T', ' '), "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var seconds))
        {
            return null;
        }

        var rest = text.AsSpan(19);
        long fraction = 0;
        if (rest.StartsWith("."))
        {
            var length = rest[1..].IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : rest.Length - 1;
            var six = rest.Slice(1, Math.Min(length, 6)).ToString().PadRight(6, '0');
            fraction = long.Parse(six, CultureInfo.InvariantCulture);
            rest = rest[(1 + length)..];
        }

        return Offset(rest) is { } offset ? (FilterValue.Time(Micros(seconds) + fraction - offset), !rest.IsEmpty) : null;
    }

    /// <summary>Microseconds that <c>Z</c>, <c>+01</c>, <c>+01:30</c>, <c>+0130</c> or nothing lies ahead of UTC.</summary>
    private static long? Offset(ReadOnlySpan<char> zone)
    {
        if (zone.IsEmpty || zone is "Z")
        {
            return 0;
        }

        var sign = zone[0] switch { '+' => 1, '-' => -1, _ => 0 };
        var digits = zone[1..].ToString().Replace(":", "", StringComparison.Ordinal);
        if (sign == 0 || digits.Length is not (2 or 4) || !int.TryParse(digits.PadRight(4, '0'), NumberStyles.None, CultureInfo.InvariantCulture, out var hhmm))
        {
            return null;
        }

        return sign * (((hhmm / 100) * 60L) + (hhmm % 100)) * 60_000_000;
    }

    private static long Micros(DateTime time) => (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
