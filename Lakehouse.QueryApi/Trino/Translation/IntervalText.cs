using System.Globalization;
using Lakehouse.QueryApi.Trino.Parsing;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>Interval literals: <c>'3' DAY</c>, <c>'1-2' YEAR TO MONTH</c>, <c>'2 03:04:05.678' DAY TO SECOND</c>.</summary>
internal static class IntervalText
{
    private static readonly string[] Fields = ["DAY", "HOUR", "MINUTE", "SECOND"];

    /// <exception cref="Http.QueryException">The text does not fit the fields.</exception>
    public static string Write(IntervalLiteral interval, string sql)
    {
        var text = interval.Text.Trim();
        var isNegative = interval.IsNegative ^ text.StartsWith('-');
        text = text.TrimStart('-', '+');
        var sign = isNegative ? "-" : "";
        if (interval.From is "YEAR" or "MONTH")
        {
            var parts = text.Split('-');
            var to = interval.To ?? interval.From;
            var years = interval.From == "YEAR" ? Number(parts[0]) : 0;
            var months = interval.From == "MONTH" ? Number(parts[0]) : parts.Length > 1 ? Number(parts[1]) : 0;
            return parts.Length == (interval.From != to ? 2 : 1) && to is "YEAR" or "MONTH"
                ? string.Create(CultureInfo.InvariantCulture, $"to_months({sign}{(years * 12) + months})")
                : throw Wrong();
        }

        var from = Array.IndexOf(Fields, interval.From);
        var last = Array.IndexOf(Fields, interval.To ?? interval.From);
        var values = text.Split(' ', ':');
        if (last < from || values.Length != last - from + 1)
        {
            throw Wrong();
        }

        var days = 0L;
        var microseconds = 0m;
        for (var index = 0; index < values.Length; index++)
        {
            var value = decimal.TryParse(values[index], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && (number == decimal.Truncate(number) || Fields[from + index] == "SECOND") && number < 1_000_000_000 ? number : throw Wrong();
            switch (Fields[from + index])
            {
                case "DAY":
                    days = (long)value;
                    break;
                case "HOUR":
                    microseconds += value * 3_600_000_000;
                    break;
                case "MINUTE":
                    microseconds += value * 60_000_000;
                    break;
                default:
                    microseconds += value * 1_000_000;
                    break;
            }
        }

        return microseconds == 0
            ? string.Create(CultureInfo.InvariantCulture, $"to_days({sign}{days})")
            : string.Create(CultureInfo.InvariantCulture, $"(to_days({sign}{days}) + to_microseconds({sign}{(long)microseconds}))");

        int Number(string digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value < 100_000_000 ? value : throw Wrong();
        Http.QueryException Wrong() => SyntaxError.Invalid(sql, interval.Offset, $"Invalid INTERVAL {interval.From}{(interval.To is null ? "" : " TO " + interval.To)} value: {interval.Text}");
    }
}
