using System.Globalization;

namespace Lakehouse.Delta.Engine;

/// <summary>
/// Tells which files are of one partition. Engines print the same value in different ways, so that texts of the log cannot be compared:
/// <c>2024-01-01 10:00:00</c> is <c>2024-01-01T10:00:00.000000Z</c>, <c>1.0E300</c> is <c>1e+300</c>.
/// </summary>
/// <param name="metadata">The table's.</param>
/// <param name="schema">Its schema.</param>
internal sealed class PartitionKey(Metadata metadata, StructType schema)
{
    private const string Null = "\u0002";

    private readonly (string Name, DataType Type)[] columns = [.. metadata.PartitionColumns.Select(column => schema.Find(column) is { } field ? (field.PhysicalName, field.Type) : (column, PrimitiveType.String))];

    /// <summary>Equal for files of one partition; a table without partition columns has one. Null and "" are the same value.</summary>
    public string Of(AddFile file) => string.Join('\u0001', columns.Select(column => file.PartitionValues.GetValueOrDefault(column.Name) is { Length: > 0 } text ? Value(text, column.Type) : Null));

    private static string Value(string text, DataType type) => type switch
    {
        DecimalType when text.Contains('.', StringComparison.Ordinal) => text.TrimEnd('0').TrimEnd('.'),
        PrimitiveType { Name: "float" } => Floating(text) is { } number ? ((float)number).ToString(CultureInfo.InvariantCulture) : text,
        PrimitiveType { Name: "double" } => Floating(text)?.ToString(CultureInfo.InvariantCulture) ?? text,
        PrimitiveType { Name: "boolean" } => bool.TryParse(text, out var flag) ? flag.ToString() : text,
        PrimitiveType { Name: "timestamp" or "timestamp_ntz" } => FilterValueText.Time(text)?.Value.Micros.ToString(CultureInfo.InvariantCulture) ?? text,
        _ => text,
    };

    /// <summary>The number; zero has no sign.</summary>
    private static double? Floating(string text) => text.ToUpperInvariant() switch
    {
        "INF" => double.PositiveInfinity,
        "-INF" => double.NegativeInfinity,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number + 0.0 : null,
    };
}
