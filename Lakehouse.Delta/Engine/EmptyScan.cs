namespace Lakehouse.Delta.Engine;

/// <summary>The scan of no files: columns and types without rows.</summary>
internal static class EmptyScan
{
    /// <summary>What a table without columns selects, for SQL has no SELECT of nothing.</summary>
    public const string NoColumns = "NULL::INTEGER AS __no_columns";

    public static string Sql(StructType schema, bool withRowAddress)
    {
        var columns = schema.Fields.Select(field => $"NULL::{DuckTypes.Of(field.Type)} AS {Engine.Sql.Name(field.Name)}");
        if (withRowAddress)
        {
            columns = columns.Append($"NULL::BIGINT AS {RowAddress.File}").Append($"NULL::BIGINT AS {RowAddress.Row}");
        }

        return $"(SELECT {string.Join(", ", columns.DefaultIfEmpty(NoColumns))} WHERE false)";
    }
}
