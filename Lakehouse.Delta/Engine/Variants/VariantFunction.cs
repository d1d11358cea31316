using DuckDB.NET.Data;

namespace Lakehouse.Delta.Engine;

/// <summary>The SQL function that decodes variants which Parquet holds as plain structs, without the annotation DuckDB needs.</summary>
internal static class VariantFunction
{
    public const string Name = "delta_variant_json";

    /// <summary>Registers <c>delta_variant_json(metadata, value)</c>; both arguments are hexadecimal texts.</summary>
    public static void Register(DuckDBConnection connection) =>
        connection.RegisterScalarFunction<string, string, string>(Name, (metadata, value) =>
            metadata is null || value is null ? "null" : VariantJson.Decode(Convert.FromHexString(metadata), Convert.FromHexString(value)));
}
