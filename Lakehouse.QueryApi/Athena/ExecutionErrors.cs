using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Sql;

namespace Lakehouse.QueryApi.Athena;

/// <summary>Why an execution failed, as Athena's StateChangeReason says it: <c>COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved</c>.</summary>
internal static class ExecutionErrors
{
    /// <summary>Messages that begin with Trino's name of the error.</summary>
    private static readonly string[] Named = ["HIVE_PATH_ALREADY_EXISTS", "HIVE_COLUMN_ORDER_MISMATCH", "HIVE_TOO_MANY_OPEN_PARTITIONS", "HIVE_INVALID_PARTITION_VALUE", "INVALID_TABLE_PROPERTY", "DUPLICATE_COLUMN_NAME", "DIVISION_BY_ZERO", "INVALID_FUNCTION_ARGUMENT", "INVALID_CAST_ARGUMENT", "NOT_SUPPORTED"];

    private const string ColumnMark = "Referenced column \"";

    /// <summary>The reason, Athena's error category (1 system, 2 user, 3 other), and whether trying again may help.</summary>
    public static (string Reason, int Category, bool IsRetryable) Describe(QueryException error, string sql)
    {
        var place = error.Position is { } offset && TextPosition.Of(sql, offset) is var position ? $"line {position.Line}:{position.Column}: " : "";
        var message = error.Message;
        if (error.Problem == Problem.InvalidStatement && message.StartsWith(ColumnMark, StringComparison.Ordinal) && message.IndexOf('"', ColumnMark.Length) is > 0 and var end)
        {
            return ($"COLUMN_NOT_FOUND: {place}Column '{message[ColumnMark.Length..end]}' cannot be resolved or requester is not authorized to access requested resources", 2, false);
        }

        if (error.Problem.Slug is "invalid-statement" or "query-failed" && EngineMessages.InTrino(message) is var (name, told))
        {
            return ($"{name}: {place}{told}", 2, false);
        }

        return error.Problem.Slug switch
        {
            "invalid-statement" when message.StartsWith("TYPE_MISMATCH: ", StringComparison.Ordinal) => ($"TYPE_MISMATCH: {place}{message["TYPE_MISMATCH: ".Length..]}", 2, false),
            "invalid-statement" when message.StartsWith("Column '", StringComparison.Ordinal) => ($"COLUMN_NOT_FOUND: {place}{message}", 2, false),
            "syntax-error" or "invalid-statement" => ($"{(message.StartsWith("Function '", StringComparison.Ordinal) ? "FUNCTION_NOT_FOUND" : "SYNTAX_ERROR")}: {place}{message}", 2, false),
            "unknown-table" when message.StartsWith("Schema '", StringComparison.Ordinal) => ($"SCHEMA_NOT_FOUND: {place}{message}", 2, false),
            "unknown-table" when message.StartsWith("Catalog '", StringComparison.Ordinal) => ($"CATALOG_NOT_FOUND: {place}{message}", 2, false),
            "unknown-table" => ($"TABLE_NOT_FOUND: {place}{message}", 2, false),
            "table-without-data" => ($"TABLE_NOT_FOUND: {message}", 2, true),
            "not-supported" or "not-a-select" or "not-allowed" or "unsupported-type" => ($"NOT_SUPPORTED: {place}{message}", 2, false),
            "forbidden" => ($"PERMISSION_DENIED: {message}", 2, false),
            "invalid-parameters" => ($"INVALID_PARAMETER_USAGE: {place}{message}", 2, false),
            "query-failed" when Named.Any(name => message.StartsWith(name, StringComparison.Ordinal)) => (message, 2, false),
            "query-failed" when message.StartsWith("Could not convert", StringComparison.Ordinal) => ($"INVALID_CAST_ARGUMENT: {message}", 2, false),
            "query-failed" => ($"GENERIC_USER_ERROR: {message}", 2, false),
            "memory-limit" or "engine-lost" => ($"EXCEEDED_MEMORY_LIMIT: Query exhausted resources at this scale factor. {message}", 2, true),
            "time-limit" => ($"EXCEEDED_TIME_LIMIT: Query exceeded the maximum run time. {message}", 2, true),
            "too-many-queries" => ($"QUERY_QUEUE_FULL: {message}", 3, true),
            "table-unreadable" => ($"HIVE_CANNOT_OPEN_SPLIT: {message}", 3, true),
            _ => ($"GENERIC_INTERNAL_ERROR: {message}", 1, true),
        };
    }
}
