using System.Text.RegularExpressions;

namespace Lakehouse.Pipelines.Definition;

/// <summary>Types of columns by the names that DuckDB and Spark share.</summary>
public static partial class SharedTypes
{
    private static readonly Dictionary<string, string> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["BOOLEAN"] = "BOOLEAN",
        ["TINYINT"] = "TINYINT",
        ["SMALLINT"] = "SMALLINT",
        ["INTEGER"] = "INTEGER",
        ["INT"] = "INTEGER",
        ["BIGINT"] = "BIGINT",
        ["FLOAT"] = "FLOAT",
        ["REAL"] = "FLOAT",
        ["DOUBLE"] = "DOUBLE",
        ["STRING"] = "VARCHAR",
        ["BINARY"] = "BLOB",
        ["DATE"] = "DATE",
        ["TIMESTAMP"] = "TIMESTAMP",
        ["TIMESTAMPTZ"] = "TIMESTAMP WITH TIME ZONE",
    };

    /// <summary>For messages.</summary>
    internal const string Names = "BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, FLOAT, DOUBLE, DECIMAL(p,s), STRING, BINARY, DATE, TIMESTAMP, TIMESTAMPTZ";

    /// <returns>DuckDB's name, or null when the type is not known.</returns>
    internal static string? Parse(string written)
    {
        if (ByName.TryGetValue(written.Trim(), out var type))
        {
            return type;
        }

        return Decimal().Match(written) is { Success: true } match
            && int.TryParse(match.Groups[1].ValueSpan, out var precision) && int.TryParse(match.Groups[2].ValueSpan, out var scale)
            && precision is >= 1 and <= 38 && scale <= precision
            ? $"DECIMAL({precision},{scale})"
            : null;
    }

    /// <summary>What <c>pipeline.yaml</c> calls a type, or null when it has none of DuckDB's name.</summary>
    public static string? NameOf(string duckDbType) =>
        Decimal().IsMatch(duckDbType) ? duckDbType : ByName.FirstOrDefault(type => type.Value == duckDbType).Key;

    /// <summary>Whether both engines have a type that DuckDB calls so.</summary>
    internal static bool Has(string duckDbType) => ByName.ContainsValue(duckDbType) || Decimal().IsMatch(duckDbType);

    [GeneratedRegex(@"^\s*(?:DECIMAL|NUMERIC)\s*\(\s*(\d{1,2})\s*,\s*(\d{1,2})\s*\)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Decimal();
}
