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

    /// <summary>The narrowest type that holds all values of both, where one can become the other without loss; else null.</summary>
    public static string? Wider(string left, string right) =>
        Fits(left, right) ? right : Fits(right, left) ? left : null;

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
            || (Decimal(from) is { } small && Decimal(to) is { } large && large.Scale >= small.Scale && large.Whole >= small.Whole)
            || (narrow >= 0 && Decimal(to) is { } whole && whole.Whole >= Digits(narrow));
    }

    private static int Digits(int integer) => integer switch { 0 => 3, 1 => 5, 2 => 10, _ => 19 };

    private static (int Whole, int Scale)? Decimal(string type)
    {
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
