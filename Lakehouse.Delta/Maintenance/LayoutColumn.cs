namespace Lakehouse.Delta.Engine;

/// <summary>A column by which rows are laid out in files.</summary>
/// <param name="Expression">The value of a row, over the table's columns.</param>
/// <param name="DuckType">Its type.</param>
internal sealed record LayoutColumn(string Expression, string DuckType)
{
    /// <summary>The columns that OPTIMIZE names.</summary>
    /// <exception cref="SchemaMismatchException">There is no such column, or rows cannot be laid out by it.</exception>
    public static IReadOnlyList<LayoutColumn> Named(Snapshot snapshot, IReadOnlyList<string> names) => [.. names.Select(name => Of(snapshot, name, ColumnPath.Parse(name), field => field.Name))];

    /// <summary>The clustering columns of a table.</summary>
    public static IReadOnlyList<LayoutColumn> Clustering(Snapshot snapshot) =>
        [.. StatisticsColumns.Clustering(snapshot.Domains).Select(path => Of(snapshot, string.Join('.', path), path, field => field.PhysicalName))];

    private static LayoutColumn Of(Snapshot snapshot, string name, string[] path, Func<StructField, string> nameOf)
    {
        DataType type = snapshot.Schema;
        var expression = "";
        foreach (var part in path)
        {
            var field = (type as StructType)?.Fields.FirstOrDefault(field => string.Equals(nameOf(field), part, StringComparison.OrdinalIgnoreCase))
                ?? throw Problem("the table has no such column");
            expression = expression.Length == 0 ? Sql.Name(field.Name) : $"struct_extract({expression}, {Sql.Text(field.Name)})";
            type = field.Type;
        }

        return type is not (DecimalType or PrimitiveType { Name: not ("variant" or "binary" or "void") }) || type is PrimitiveType { IsSpatial: true } ? throw Problem($"its type {type} has no statistics")
            : snapshot.Metadata.PartitionColumns.Contains(path[0], StringComparer.OrdinalIgnoreCase) ? throw Problem("it is a partition column, whose values are in files of their own already")
            : new LayoutColumn(expression, DuckTypes.Of(type));

        SchemaMismatchException Problem(string why) => new($"Rows cannot be laid out by '{name}': {why}. Nothing was written.", snapshot.Location, snapshot.Version);
    }
}
