namespace Lakehouse.Delta.Engine;

/// <summary>Columns whose values are computed from others (PROTOCOL.md: Generated Columns, Default Columns).</summary>
internal static class GeneratedColumn
{
    /// <summary>The expression of a generated column's value, of its type.</summary>
    /// <param name="field">The generated column.</param>
    /// <param name="schema">The table's schema.</param>
    /// <param name="table">The table, for errors.</param>
    /// <param name="column">Column of the table → expression of its value in the row.</param>
    public static string ToSql(StructField field, StructType schema, Uri? table, Func<string, string> column) =>
        $"({Expression(field, schema, table).ToSql(column)})::{DuckTypes.Of(field.Type)}";

    /// <summary>The expression of the value that a row without one gets.</summary>
    public static string DefaultToSql(StructField field, Uri? table) =>
        $"({SparkExpression.Parse(field.DefaultExpression!, new StructType([]), $"The default of the column '{field.Name}'", "allowColumnDefaults", table, withClock: true).ToSql()})::{DuckTypes.Of(field.Type)}";

    public static SparkExpression Expression(StructField field, StructType schema, Uri? table) =>
        SparkExpression.Parse(field.GenerationExpression!, schema, $"The generated column '{field.Name}'", "generatedColumns", table);
}
