using System.Text;

namespace Lakehouse.Delta.Engine;

/// <summary>Functions of Spark SQL on dates and times. The session's time zone is UTC.</summary>
internal static class SparkDates
{
    /// <summary>Letters of Spark's date patterns, as many as stand there, → strftime's.</summary>
    private static readonly Dictionary<string, string> PatternLetters = new(StringComparer.Ordinal)
    {
        ["yyyy"] = "%Y",
        ["MM"] = "%m",
        ["dd"] = "%d",
        ["HH"] = "%H",
        ["mm"] = "%M",
        ["ss"] = "%S",
    };

    public static SparkValue? Apply(string name, SparkValue[] arguments)
    {
        var first = arguments.FirstOrDefault();
        return (name, arguments.Length) switch
        {
            ("year" or "quarter" or "month" or "day" or "dayofmonth" or "dayofyear" or "weekofyear", 1) => Part(name, first),
            ("dayofweek", 1) => new SparkValue($"(dayofweek({Day(first)}) + 1)::INTEGER", PrimitiveType.Integer), // Sunday is 1
            ("weekday", 1) => new SparkValue($"(isodow({Day(first)}) - 1)::INTEGER", PrimitiveType.Integer), // Monday is 0
            ("hour" or "minute" or "second", 1) when first.IsTime => new SparkValue($"{name}({first.Sql})::INTEGER", PrimitiveType.Integer),
            ("date_part" or "datepart", 2) when first.Literal is { } part => Apply(part.ToLowerInvariant(), arguments[1..]),
            ("to_date" or "date", 1) => SparkCasts.To(first, PrimitiveType.Date),
            ("to_timestamp" or "timestamp", 1) => SparkCasts.To(first, PrimitiveType.Timestamp),
            ("last_day", 1) => new SparkValue($"last_day({Day(first)})", PrimitiveType.Date),
            ("date_add" or "dateadd", 2) when arguments[1].IsInteger => new SparkValue($"({Day(first)} + {arguments[1].Sql}::INTEGER)", PrimitiveType.Date),
            ("date_sub", 2) when arguments[1].IsInteger => new SparkValue($"({Day(first)} - {arguments[1].Sql}::INTEGER)", PrimitiveType.Date),
            ("datediff" or "date_diff", 2) => new SparkValue($"date_diff('day', {Day(arguments[1])}, {Day(first)})::INTEGER", PrimitiveType.Integer),
            ("date_format", 2) when arguments[1].Literal is { } pattern && (first.IsTime || first.IsDate) =>
                new SparkValue($"strftime({first.Sql}::TIMESTAMP, {Sql.Text(Pattern(pattern))})", PrimitiveType.String),
            ("date_trunc", 2) when first.Literal is { } unit && (arguments[1].IsTime || arguments[1].IsDate) =>
                new SparkValue($"date_trunc({Sql.Text(Unit(unit))}, {SparkCasts.To(arguments[1], PrimitiveType.Timestamp).Sql})", PrimitiveType.Timestamp),
            ("trunc", 2) when arguments[1].Literal is { } unit => new SparkValue($"date_trunc({Sql.Text(Unit(unit))}, {Day(first)})::DATE", PrimitiveType.Date),
            _ => null,
        };
    }

    private static SparkValue Part(string name, SparkValue value)
    {
        var function = name switch { "dayofmonth" => "day", "weekofyear" => "week", _ => name };
        return new SparkValue($"{function}({Day(value)})::INTEGER", PrimitiveType.Integer);
    }

    private static string Day(SparkValue value) => SparkCasts.To(value, PrimitiveType.Date).Sql;

    private static string Unit(string unit) => unit.ToLowerInvariant() switch
    {
        "year" or "yyyy" or "yy" => "year",
        "quarter" => "quarter",
        "month" or "mon" or "mm" => "month",
        "week" => "week",
        "day" or "dd" => "day",
        "hour" => "hour",
        "minute" => "minute",
        "second" => "second",
        var other => throw new SparkSqlException($"the date unit '{other}'"),
    };

    private static string Pattern(string spark)
    {
        var result = new StringBuilder();
        for (var i = 0; i < spark.Length;)
        {
            var length = 1;
            while (char.IsAsciiLetter(spark[i]) && i + length < spark.Length && spark[i + length] == spark[i])
            {
                length++;
            }

            var part = spark.Substring(i, length);
            result.Append(PatternLetters.TryGetValue(part, out var strftime) ? strftime
                : char.IsAsciiLetter(part[0]) || part[0] is '\'' or '[' or ']' or '{' or '}' or '#' or '%' ? throw new SparkSqlException($"the date pattern '{spark}'") : part);
            i += length;
        }

        return result.ToString();
    }
}
