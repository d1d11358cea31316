using System.Collections.Frozen;

namespace Lakehouse.QueryApi.Sql;

/// <summary>Which functions statements may call.</summary>
/// <remarks>
/// Table functions are where DuckDB reads files, other databases, memory addresses and its own internals: only those that work
/// on their arguments alone are open. Scalar functions compute; the few that reach further are closed.
/// </remarks>
internal static class FunctionRules
{
    private static readonly FrozenSet<string> OpenTableFunctions = FrozenSet.ToFrozenSet(
        ["range", "generate_series", "unnest", "repeat", "repeat_row", "json_each", "json_tree", "generate_subscripts", "regexp_split_to_table", "icu_calendar_names", "pg_timezone_names"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> ClosedScalarFunctions = FrozenSet.ToFrozenSet(
        [
            "current_setting", "getvariable", "getenv", // configuration
            "write_log", "parse_duckdb_log_message", // DuckDB's log
            "sleep_ms", "pg_sleep", // holds an engine without working
            "nextval", "currval", "setseed", // state that outlives the statement
            "json_serialize_plan", "json_execute_serialized_sql", "json_serialize_sql", "json_deserialize_sql", // SQL and syntax trees that are inside a string
            "stats", // least and greatest value of a column, of all rows, whatever a row filter or a mask leaves
            "current_schema", "current_schemas", "in_search_path", "get_block_size", // names of databases
            "finalize", "combine", // the memory of an aggregate as a value
            "current_connection_id", "current_transaction_id", "current_query_id", "txid_current",
            "pg_get_viewdef", "pg_get_constraintdef", "pg_get_expr", // views hold file names
            "inet_client_addr", "inet_client_port", "inet_server_addr", "inet_server_port", "pg_conf_load_time", "pg_postmaster_start_time",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Functions whose result hangs on chance or on the time; a test compares the list with what DuckDB says of its functions.</summary>
    private static readonly FrozenSet<string> Unrepeatable = FrozenSet.ToFrozenSet(
        [
            "random", "trino_random", "uuid", "uuidv4", "uuidv7", "gen_random_uuid", "get_current_timestamp", "now", "transaction_timestamp", "current_timestamp",
            "current_date", "today", "current_time", "get_current_time", "current_localtime", "current_localtimestamp", "localtime", "localtimestamp", "age",
            "error", "current_database", "current_query", "current_catalog", "current_user", "current_role", "session_user", "user",
            "shuffle", "list_shuffle", "array_shuffle", "reservoir_quantile", "icu_calendar_names",
        ],
        StringComparer.OrdinalIgnoreCase);

    public static bool IsTableFunctionOpen(string schema, string name) => schema.Length == 0 && OpenTableFunctions.Contains(name);

    /// <summary>A function that may be called without parentheses, as only binding tells from a column.</summary>
    public static bool IsValueFunctionClosed(string name) => name.Equals("current_schema", StringComparison.OrdinalIgnoreCase);

    public static bool IsScalarFunctionOpen(string name) => !ClosedScalarFunctions.Contains(name);

    /// <summary>The function gives the same result for the same arguments at any time.</summary>
    public static bool IsRepeatable(string name) => !Unrepeatable.Contains(name);
}
