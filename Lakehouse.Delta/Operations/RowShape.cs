namespace Lakehouse.Delta.Engine;

/// <summary>Brings the columns of a SELECT into a table's order and types; columns that the rows lack are computed.</summary>
internal static class RowShape
{
    private static readonly string[] Integers = ["byte", "short", "integer", "long"];

    /// <summary>A SELECT with exactly the table's columns.</summary>
    /// <exception cref="SchemaMismatchException">A column is not the table's, or of a type that cannot become the table's without loss.</exception>
    public static string Fit(string selectSql, StructType source, StructType target, Uri table)
    {
        var extra = source.Fields.FirstOrDefault(field => target.Find(field.Name) is null);
        if (extra is not null)
        {
            throw new SchemaMismatchException($"The rows have a column '{extra.Name}' that the table lacks. Its columns: {string.Join(", ", target.Fields.Select(field => field.Name))}.", table);
        }

        return $"SELECT {string.Join(", ", target.Fields.Select(field => $"{Value(source, target, field, table)} AS {Sql.Name(field.Name)}"))} FROM ({selectSql})";
    }

    /// <summary>The expression for one column of the table, with its name; NULL where the rows lack it.</summary>
    public static string Column(StructField? source, StructField target, string prefix, Uri table) =>
        $"{(source is null ? $"NULL::{DuckTypes.Of(target.Type)}" : Value(source, target, prefix, table))} AS {Sql.Name(target.Name)}";

    /// <summary>The expression for the value of one column of the table.</summary>
    public static string Value(StructField source, StructField target, string prefix, Uri table) =>
        CanBecome(source.Type, target.Type)
            ? $"{prefix}{Sql.Name(source.Name)}::{DuckTypes.Of(target.Type)}"
            : throw new SchemaMismatchException($"The column '{target.Name}' has the type {target.Type} in the table and {source.Type} in the rows. Cast it.", table);

    /// <summary>The expression for a column of a new row: given, generated, default or NULL, which makes an identity column give a number.</summary>
    private static string Value(StructType source, StructType target, StructField field, Uri table) =>
        source.Find(field.Name) is { } given ? Value(given, field, "", table)
        : field.GenerationExpression is not null ? GeneratedColumn.ToSql(field, target, table, name => Value(source, target, target.Find(name)!, table))
        : field.DefaultExpression is not null ? GeneratedColumn.DefaultToSql(field, table)
        : $"NULL::{DuckTypes.Of(field.Type)}";

    /// <summary>Whether each value fits or makes the cast fail; a cast that would silently change values is refused.</summary>
    private static bool CanBecome(DataType source, DataType target) => (source, target) switch
    {
        (PrimitiveType { Name: "integer" }, PrimitiveType { Name: "void" }) => true, // how DuckDB describes NULL; a rule refuses others
        (PrimitiveType { Name: "string" }, PrimitiveType { Name: "variant" }) => true, // JSON; the cast fails for a text that is none
        (PrimitiveType { Name: "timestamp" or "timestamp_ntz" }, PrimitiveType { Name: "timestamp" or "timestamp_ntz" }) => true,
        (PrimitiveType from, PrimitiveType to) when IsInteger(from) && (IsInteger(to) || to.Name == "double") => true,
        (PrimitiveType from, DecimalType) when IsInteger(from) => true,
        (DecimalType { Scale: 0 }, PrimitiveType to) when IsInteger(to) => true,
        (DecimalType from, DecimalType to) => from.Scale <= to.Scale,
        (DecimalType, PrimitiveType { Name: "double" }) => true,
        (PrimitiveType { Name: "float" }, PrimitiveType { Name: "double" }) => true,
        (PrimitiveType { Name: "date" }, PrimitiveType { Name: "timestamp" or "timestamp_ntz" }) => true,
        (ArrayType from, ArrayType to) => CanBecome(from.ElementType, to.ElementType),
        (MapType from, MapType to) => CanBecome(from.KeyType, to.KeyType) && CanBecome(from.ValueType, to.ValueType),
        (StructType from, StructType to) => from.Fields.All(field => to.Find(field.Name) is { } same && CanBecome(field.Type, same.Type)),
        _ => source == target,
    };

    private static bool IsInteger(PrimitiveType type) => Integers.Contains(type.Name);
}
