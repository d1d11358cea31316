using System.Globalization;

namespace Lakehouse.QueryApi.Results;

/// <summary>Floating point as Java's Double.toString and Float.toString show it: <c>1.0</c>, <c>1.0E7</c>, <c>1.2E-4</c>, <c>NaN</c>, <c>Infinity</c>.</summary>
internal static class JavaNumber
{
    public static string Format(double value) => Format(value, value.ToString("R", CultureInfo.InvariantCulture));

    public static string Format(float value) => Format(value, value.ToString("R", CultureInfo.InvariantCulture));

    /// <param name="value">The number.</param>
    /// <param name="shortest">Its shortest digits, as .NET writes them.</param>
    private static string Format(double value, string shortest)
    {
        if (!double.IsFinite(value))
        {
            return shortest.Replace("∞", "Infinity", StringComparison.Ordinal);
        }

        var magnitude = Math.Abs(value);
        if (magnitude is >= 1e-3 and < 1e7 || value == 0)
        {
            var plain = shortest.Contains('E', StringComparison.Ordinal) ? ((decimal)value).ToString(CultureInfo.InvariantCulture) : shortest;
            return plain.Contains('.', StringComparison.Ordinal) ? plain : plain + ".0";
        }

        var sign = shortest.StartsWith('-') ? "-" : "";
        var parts = shortest.TrimStart('-').Split('E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? parts[0].Length : point;
        var all = parts[0].Replace(".", "", StringComparison.Ordinal);
        var zeros = all.Length - all.TrimStart('0').Length;
        var digits = all.Trim('0');
        var exponent = whole - zeros - 1 + (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}.{(digits.Length > 1 ? digits[1..] : "0")}E{exponent}");
    }
}
