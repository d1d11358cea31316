namespace Lakehouse.Delta.Engine;

/// <summary>DuckDB types of Delta types.</summary>
public static class DuckTypes
{
    private static readonly Dictionary<string, string> Primitives = new(StringComparer.Ordinal)
    {
        ["string"] = "VARCHAR",
        ["long"] = "BIGINT",
        ["integer"] = "INTEGER",
        ["short"] = "SMALLINT",
        ["byte"] = "TINYINT",
        ["float"] = "FLOAT",
        ["double"] = "DOUBLE",
        ["boolean"] = "BOOLEAN",
        ["binary"] = "BLOB",
        ["date"] = "DATE",
        ["timestamp"] = "TIMESTAMPTZ",
        ["timestamp_ntz"] = "TIMESTAMP",
        ["void"] = "INTEGER",
        ["variant"] = "JSON", // DuckDB.NET cannot hand out DuckDB's VARIANT
    };

    /// <summary>The DuckDB type that holds a Delta type's values.</summary>
    /// <exception cref="UnsupportedFeatureException">DuckDB has no such type.</exception>
    public static string Of(DataType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type switch
        {
            PrimitiveType primitive when Primitives.TryGetValue(primitive.Name, out var name) => name,
            PrimitiveType { IsSpatial: true } => "BLOB", // well-known binary
            DecimalType { Precision: var precision, Scale: var scale } => $"DECIMAL({precision},{scale})",
            ArrayType array => Of(array.ElementType) + "[]",
            MapType map => $"MAP({Of(map.KeyType)}, {Of(map.ValueType)})",
            StructType { Fields.Count: > 0 } structType => $"STRUCT({string.Join(", ", structType.Fields.Select(field => $"{Sql.Name(field.Name)} {Of(field.Type)}"))})",
            _ => throw new UnsupportedFeatureException($"Columns of type '{type}' cannot be read or written by the engine.", type.ToString(), null),
        };
    }

    /// <summary>The Delta type of a column that DuckDB describes.</summary>
    /// <param name="duckType">DuckDB's name of its type.</param>
    /// <param name="column">Its name, for messages.</param>
    /// <exception cref="SchemaMismatchException">Delta has no such type.</exception>
    public static DataType Parse(string duckType, string column) => new DuckTypeParser(duckType, column).Parse();
}
