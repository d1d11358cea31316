using System.Globalization;
using System.Text.RegularExpressions;

namespace Lakehouse.Transformer.Staging;

/// <summary>Which types staged tables have, and which hold all values of which.</summary>
internal static partial class ColumnTypes
{
    private static readonly string[] Integers = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT"];

    /// <summary>The type a raw type is staged as: Delta has fewer types than Parquet.</summary>
    public static string Staged(string raw) => raw switch
    {
        "UTINYINT" => "SMALLINT",
        "USMALLINT" => "INTEGER",
        "UINTEGER" => "BIGINT",
        "UBIGINT" => "DECIMAL(20,0)",
        "HUGEINT" or "UHUGEINT" => "DECIMAL(38,0)",
        "TIMESTAMP_S" or "TIMESTAMP_MS" or "TIMESTAMP_NS" => "TIMESTAMP",
        "TIME" or "TIME WITH TIME ZONE" or "UUID" or "INTERVAL" or "JSON" or "BIT" => "VARCHAR",
        _ => raw,
    };

    /// <summary>The narrowest type that holds all values of both; null when there is none.</summary>
    public static string? Wider(string left, string right) =>
        Fits(left, right) ? right
        : Fits(right, left) ? left
        : Digits(left) is { } one && Digits(right) is { } other && (Math.Max(one.Whole, other.Whole), Math.Max(one.Scale, other.Scale)) is var (whole, scale) && whole + scale <= 38 ? $"DECIMAL({whole + scale},{scale})"
        : null;

    /// <summary>Whether every value of <paramref name="from"/> is a value of <paramref name="to"/>.</summary>
    public static bool Fits(string from, string to)
    {
        if (Staged(from) == to)
        {
            return true;
        }

        var narrow = Array.IndexOf(Integers, from);
        return (narrow >= 0 && Array.IndexOf(Integers, to) > narrow)
            || (narrow is >= 0 and < 3 && to == "DOUBLE")
            || (from == "FLOAT" && to == "DOUBLE")
            || (from == "DATE" && to == "TIMESTAMP")
            || (!Integers.Contains(to) && Digits(from) is { } small && Digits(to) is { } large && large.Scale >= small.Scale && large.Whole >= small.Whole);
    }

    /// <summary>Digits before and after the point of an integer or decimal type; null for other types.</summary>
    public static (int Whole, int Scale)? Digits(string type)
    {
        if (Array.IndexOf(Integers, type) is >= 0 and var integer)
        {
            return (integer switch { 0 => 3, 1 => 5, 2 => 10, _ => 19 }, 0);
        }

        var match = DecimalType().Match(type);
        if (!match.Success)
        {
            return null;
        }

        var scale = int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
        return (int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) - scale, scale);
    }

    [GeneratedRegex(@"^DECIMAL\((\d+),(\d+)\)$")]
    private static partial Regex DecimalType();
}
