namespace Lakehouse.Pipelines.Sql;

/// <summary>Types as DuckDB names them.</summary>
internal static class TypeNames
{
    /// <summary>Whether it is one of the whole numbers that both engines have.</summary>
    public static bool IsInteger(string? type) => type is "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT";

    /// <summary>Whether it is a DECIMAL, of whatever digits.</summary>
    public static bool IsDecimal(string type) => type.StartsWith("DECIMAL", StringComparison.Ordinal);
}
