using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>Great Expectations' <c>ignore_row_if</c>.</summary>
internal static class IgnoredRows
{
    /// <summary>Condition on the rows that are looked at, or null for all.</summary>
    public static string? Considered(IReadOnlyList<string> columns, string ignoreRowIf) => ignoreRowIf switch
    {
        "any_value_is_missing" or "either_value_is_missing" => string.Join(" AND ", columns.Select(column => $"{Identifier(column)} IS NOT NULL")),
        "all_values_are_missing" or "both_values_are_missing" => string.Join(" OR ", columns.Select(column => $"{Identifier(column)} IS NOT NULL")),
        _ => null,
    };
}
