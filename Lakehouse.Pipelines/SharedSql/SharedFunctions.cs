namespace Lakehouse.Pipelines.SharedSql;

/// <summary>The functions that DuckDB and Spark have under one name with one meaning, by the groups of docs/models.md.</summary>
internal static class SharedFunctions
{
    public static readonly IReadOnlyList<string> Numbers =
        ["abs", "acos", "asin", "atan", "atan2", "cbrt", "ceil", "ceiling", "cos", "degrees", "exp", "floor", "ln", "log10", "log2", "mod", "pow", "power", "radians", "round", "sign", "sin", "sqrt", "tan"];

    public static readonly IReadOnlyList<string> Texts =
        ["ascii", "char_length", "character_length", "chr", "concat_ws", "contains", "instr", "lcase", "left", "length", "lower", "lpad", "ltrim", "md5", "repeat", "replace", "reverse", "right", "rpad", "rtrim", "split_part", "substr", "substring", "translate", "trim", "ucase", "upper"];

    public static readonly IReadOnlyList<string> Times =
        ["current_date", "current_timestamp", "date_part", "date_trunc", "day", "dayofmonth", "dayofyear", "hour", "last_day", "make_date", "minute", "month", "now", "quarter", "second", "weekofyear", "year"];

    public static readonly IReadOnlyList<string> Choices = ["greatest", "ifnull", "least", "nullif", "nvl"];

    public static readonly IReadOnlyList<string> Aggregates =
        ["avg", "bool_and", "bool_or", "count", "count_star", "covar_pop", "covar_samp", "max", "mean", "median", "min", "stddev", "stddev_pop", "stddev_samp", "sum", "var_pop", "var_samp", "variance"];

    public static readonly IReadOnlyList<string> Windows =
        ["cume_dist", "dense_rank", "first_value", "lag", "last_value", "lead", "nth_value", "ntile", "percent_rank", "rank", "row_number"];

    /// <summary>Operators are functions in DuckDB's syntax tree: <c>~~</c> is LIKE, <c>~~*</c> is ILIKE.</summary>
    public static readonly IReadOnlyList<string> Operators = ["+", "-", "*", "/", "%", "||", "~~", "!~~", "~~*", "!~~*", "like_escape", "not_like_escape", "ilike_escape", "not_ilike_escape"];

    /// <summary>What the parser makes of <c>INTERVAL 1 DAY</c>.</summary>
    public static readonly IReadOnlyList<string> Intervals = ["to_years", "to_months", "to_weeks", "to_days", "to_hours", "to_minutes", "to_seconds", "to_milliseconds", "to_microseconds"];

    /// <summary>Functions of DuckDB that Spark has under another name or with another meaning, and what to write.</summary>
    public static readonly IReadOnlyDictionary<string, string> Instead = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["^"] = "'^' is a power in DuckDB and a bitwise operator in Spark. Write power(x, y)",
        ["**"] = "Spark does not know '**'. Write power(x, y)",
        ["//"] = "Spark does not know '//'. Write CAST(floor(x / y) AS BIGINT)",
        ["concat"] = "With a NULL, concat gives the other texts in DuckDB and NULL in Spark. Write a || b, or concat_ws('', a, b)",
        ["string_agg"] = "Spark 3.5 has no string_agg. Put one row for each value instead",
        ["starts_with"] = "It is called startswith in Spark. Write left(x, n) = '…'",
        ["ends_with"] = "It is called endswith in Spark. Write right(x, n) = '…'",
        ["date_diff"] = "Spark takes other arguments. Count with date_part, or days with CAST(x AS DATE) and a calendar table",
        ["datediff"] = "Spark takes other arguments. Count with date_part, or days with CAST(x AS DATE) and a calendar table",
        ["strftime"] = "Spark formats with date_format and other letters. Keep the timestamp, or build the text from date_part",
        ["regexp_matches"] = "It is called rlike in Spark. Use LIKE",
        ["regexp_replace"] = "It replaces the first match in DuckDB and every one in Spark. Use replace or translate",
        ["first"] = "Without an order it gives any row. Number the rows with row_number in a subquery, and take the first",
        ["last"] = "Without an order it gives any row. Number the rows with row_number in a subquery, and take the first",
        ["any_value"] = "It passes over NULLs in DuckDB and not in Spark, and may give any value. Write min(x) or max(x)",
        ["count_if"] = "Where the condition is never true or false, it is NULL in DuckDB and 0 in Spark. Write count(*) FILTER (WHERE …)",
        ["max_by"] = "It passes over rows where x is NULL in DuckDB and not in Spark, and ties give any of them. Number the rows with row_number in a subquery, and take the first",
        ["min_by"] = "It passes over rows where x is NULL in DuckDB and not in Spark, and ties give any of them. Number the rows with row_number in a subquery, and take the first",
        ["corr"] = "Where a column has one value only, it is NaN in DuckDB and NULL in Spark. Write covar_pop(x, y) / nullif(stddev_pop(x) * stddev_pop(y), 0)",
        ["regr_slope"] = "Where x has one value only, it is NaN in DuckDB and NULL in Spark. Write covar_pop(y, x) / nullif(var_pop(x), 0)",
        ["regr_intercept"] = "Where x has one value only, it is NaN in DuckDB and NULL in Spark. Write avg(y) - covar_pop(y, x) / nullif(var_pop(x), 0) * avg(x)",
        ["arg_max"] = "Spark does not know it. Number the rows with row_number in a subquery, and take the first",
        ["arg_min"] = "Spark does not know it. Number the rows with row_number in a subquery, and take the first",
        ["dayofweek"] = "It begins with 0 for Sunday in DuckDB and with 1 in Spark. Join a calendar table",
        ["list"] = "Models read and make plain columns only",
        ["array_agg"] = "Models read and make plain columns only",
        ["mode"] = "Ties differ between the engines. Count, then take the first with row_number and an order that decides ties",
        ["trunc"] = "It cuts numbers in DuckDB and dates in Spark. Write CAST(x AS BIGINT) of floor or ceil",
        ["strlen"] = "Spark does not know it. Write length(x)",
        ["log"] = "With one argument it is log10 in DuckDB and ln in Spark. Write log10(x) or ln(x)",
        ["lcm"] = "Spark does not have it",
        ["gcd"] = "Spark does not have it",
    };

    private static readonly HashSet<string> Known = new(
        [.. Numbers, .. Texts, .. Times, .. Choices, .. Aggregates, .. Windows, .. Operators, .. Intervals], StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> Names => Known.Where(name => char.IsLetter(name[0]));

    public static bool Has(string name) => Known.Contains(name);
}
