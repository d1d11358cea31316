namespace Lakehouse.Delta.Engine;

/// <summary>The types of the structs that hold statistics: the table's columns under their physical names, without those that have none (protocol: Per-file Statistics).</summary>
internal static class StatisticsTypes
{
    /// <summary>Whether values of a type have minima and maxima.</summary>
    public static bool HasBounds(DataType type) => type is DecimalType or PrimitiveType
    {
        Name: "byte" or "short" or "integer" or "long" or "float" or "double" or "string" or "date" or "timestamp" or "timestamp_ntz",
    };

    /// <summary>Whether nulls of a type are counted.</summary>
    public static bool HasNullCount(DataType type) => type is DecimalType || (type is PrimitiveType primitive && primitive != PrimitiveType.Void);

    /// <summary>The columns, and fields of structs, that a table has statistics of; null where there are none.</summary>
    /// <param name="columns">The columns of data files.</param>
    /// <param name="wanted">Which of them have statistics.</param>
    /// <param name="hasStatistic">Which types do.</param>
    /// <param name="typeOf">Type of the statistic, given that of the column.</param>
    public static StructType? Of(StructType columns, StatisticsColumns wanted, Func<DataType, bool> hasStatistic, Func<DataType, DataType> typeOf)
    {
        var position = 0;
        return Of(columns, []);

        StructType? Of(StructType fields, string[] parents)
        {
            var kept = new List<StructField>();
            foreach (var field in fields.Fields)
            {
                string[] path = [.. parents, field.PhysicalName];
                if (field.Type is StructType nested)
                {
                    kept.AddRange(Of(nested, path) is { } inner ? [new StructField(field.PhysicalName, inner)] : []);
                }
                else if (field.Type is PrimitiveType or DecimalType && wanted.Contains(path, position++) && hasStatistic(field.Type))
                {
                    kept.Add(new StructField(field.PhysicalName, typeOf(field.Type)));
                }
            }

            return kept.Count == 0 ? null : new StructType(kept);
        }
    }

    /// <summary>The same struct with another type for each value.</summary>
    public static StructType Map(StructType type, Func<DataType, DataType> typeOf) =>
        new([.. type.Fields.Select(field => field with { Type = field.Type is StructType nested ? Map(nested, typeOf) : typeOf(field.Type) })]);

    /// <summary>SQL that computes a struct from another one with the same fields.</summary>
    /// <param name="type">The fields.</param>
    /// <param name="expression">The other struct.</param>
    /// <param name="value">SQL for one value, given that of the other struct and its type.</param>
    public static string Convert(StructType type, string expression, Func<string, DataType, string> value) =>
        $"CASE WHEN {expression} IS NOT NULL THEN struct_pack({string.Join(", ", type.Fields.Select(field => $"{Sql.Name(field.Name)} := {Member(field, $"struct_extract({expression}, {Sql.Text(field.Name)})", value)}"))}) END";

    private static string Member(StructField field, string expression, Func<string, DataType, string> value) =>
        field.Type is StructType nested ? Convert(nested, expression, value) : value(expression, field.Type);
}
