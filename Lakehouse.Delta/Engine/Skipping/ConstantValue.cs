using System.Text.RegularExpressions;

namespace Lakehouse.Delta.Engine;

/// <summary>Constants as DuckDB compares them with a column: it casts them to the column's type or both to a common one.</summary>
internal static partial class ConstantValue
{
    /// <summary>The constant, or null where the comparison is not one of ordered values of one kind.</summary>
    /// <param name="column">Type of the column.</param>
    /// <param name="duckType">DuckDB's type of the constant.</param>
    /// <param name="text">The constant as DuckDB prints it in UTC.</param>
    public static ConstantRange? Of(DataType column, string duckType, string text) => column switch
    {
        PrimitiveType { Name: "string" } => duckType == "VARCHAR" ? Point(FilterValueText.Parse(column, text)) : null,
        PrimitiveType { Name: "boolean" } => duckType == "BOOLEAN" ? Point(FilterValueText.Parse(column, text)) : null,
        PrimitiveType { Name: "date" or "timestamp_ntz" } => LocalTime(column, duckType, text),
        PrimitiveType { Name: "timestamp" } => Instant(duckType, text),
        DecimalType or PrimitiveType { Name: "byte" or "short" or "integer" or "long" or "float" or "double" } => Number(column, duckType, text),
        _ => null,
    };

    private static ConstantRange? Number(DataType column, string duckType, string text)
    {
        if (duckType is "FLOAT" or "DOUBLE")
        {
            return Point(FilterValueText.Floating(text));
        }

        if (duckType == "VARCHAR")
        {
            // Casts of texts round; only texts that need no rounding are certain.
            var scale = column is DecimalType type ? type.Scale : 0;
            return column is PrimitiveType { Name: "float" or "double" } ? Point(FilterValueText.Floating(text))
                : PlainNumber().Match(text) is { Success: true } match && match.Groups["fraction"].Length <= scale ? Point(FilterValueText.Number(text)) : null;
        }

        return duckType.EndsWith("INT", StringComparison.Ordinal) || duckType == "INTEGER" || duckType == "UINTEGER" || duckType.StartsWith("DECIMAL", StringComparison.Ordinal)
            ? Point(FilterValueText.Number(text))
            : null;
    }

    private static ConstantRange? LocalTime(DataType column, string duckType, string text) => duckType switch
    {
        "DATE" => Point(FilterValueText.Date(text)),
        "TIMESTAMP" => Point(FilterValueText.Time(text)?.Value),
        "VARCHAR" when column == PrimitiveType.Date => Point(FilterValueText.Date(text)),
        "VARCHAR" => FilterValueText.Time(text) is { HasZone: false, Value: var time } ? ConstantRange.Of(time) : null,
        "TIMESTAMP WITH TIME ZONE" => FilterValueText.Time(text) is { Value: var instant } ? ConstantRange.InAnyZone(instant.Micros) : null,
        _ => null,
    };

    /// <summary>A time without a zone is one of the connection's zone, which is not known here.</summary>
    private static ConstantRange? Instant(string duckType, string text) => duckType switch
    {
        "DATE" or "TIMESTAMP" or "TIMESTAMP WITH TIME ZONE" or "VARCHAR" => FilterValueText.Time(text) switch
        {
            { HasZone: true, Value: var instant } when duckType == "VARCHAR" => ConstantRange.Of(instant),
            { Value: var local } => ConstantRange.InAnyZone(local.Micros),
            null => null,
        },
        _ => null,
    };

    private static ConstantRange? Point(FilterValue? value) => value is { } known ? ConstantRange.Of(known) : null;

    [GeneratedRegex(@"^[+-]?\d+(\.(?<fraction>\d*))?$", RegexOptions.CultureInvariant)]
    private static partial Regex PlainNumber();
}
