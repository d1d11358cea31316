using Lakehouse.Delta;

namespace Lakehouse.QueryApi.Catalog;

/// <summary>Delta's types by the names that Athena gives them.</summary>
internal static class TrinoTypes
{
    public static string Name(DataType type) => type switch
    {
        DecimalType number => $"decimal({number.Precision},{number.Scale})",
        ArrayType list => $"array({Name(list.ElementType)})",
        MapType map => $"map({Name(map.KeyType)}, {Name(map.ValueType)})",
        StructType row => $"row({string.Join(", ", row.Fields.Select(field => $"{field.Name} {Name(field.Type)}"))})",
        PrimitiveType { Name: "string" } => "varchar",
        PrimitiveType { Name: "long" } => "bigint",
        PrimitiveType { Name: "short" } => "smallint",
        PrimitiveType { Name: "byte" } => "tinyint",
        PrimitiveType { Name: "float" } => "real",
        PrimitiveType { Name: "binary" } => "varbinary",
        PrimitiveType { Name: "timestamp" } => "timestamp(6) with time zone",
        PrimitiveType { Name: "timestamp_ntz" } => "timestamp(6)",
        _ => type.ToString()!,
    };
}
