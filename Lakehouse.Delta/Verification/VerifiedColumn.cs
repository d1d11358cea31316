namespace Lakehouse.Delta.Engine;

/// <summary>A column, or a field inside structs, whose statistics are compared with the rows.</summary>
/// <param name="Column">As statistics name it.</param>
/// <param name="Name">As people name it: <c>address.city</c>.</param>
/// <param name="Expression">SQL of its value in the scan.</param>
internal sealed record VerifiedColumn(FilterColumn Column, string Name, string Expression)
{
    /// <summary>SQL of what is compared: how many rows have a value, the smallest and the largest as text.</summary>
    public string Aggregates => $"count({Expression}), min({Expression}){Numbers}::VARCHAR, max({Expression}){Numbers}::VARCHAR";

    /// <summary>Statistics leave NaN out.</summary>
    private string Numbers => Column.Type is PrimitiveType { Name: "float" or "double" } ? $" FILTER (WHERE NOT isnan({Expression}))" : "";

    /// <summary>The columns of a table that statistics can have: not those of partitions, and none inside lists and maps.</summary>
    public static IReadOnlyList<VerifiedColumn> Of(Snapshot snapshot) =>
        [.. snapshot.Schema.Fields
            .Where(field => !snapshot.Metadata.PartitionColumns.Contains(field.Name, StringComparer.OrdinalIgnoreCase))
            .SelectMany(field => Of(field, [field.PhysicalName], field.Name, $"t.{Sql.Name(field.Name)}"))];

    private static IEnumerable<VerifiedColumn> Of(StructField field, string[] path, string name, string expression) => field.Type switch
    {
        StructType nested => nested.Fields.SelectMany(inner => Of(inner, [.. path, inner.PhysicalName], $"{name}.{inner.Name}", $"struct_extract({expression}, {Sql.Text(inner.Name)})")),
        DecimalType or PrimitiveType { Name: "byte" or "short" or "integer" or "long" or "float" or "double" or "string" or "boolean" or "date" or "timestamp" or "timestamp_ntz" } =>
            [new VerifiedColumn(new FilterColumn(path, field.Type, -1), name, expression)],
        _ => [],
    };
}
