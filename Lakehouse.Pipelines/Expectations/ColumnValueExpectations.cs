using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Pipelines.Expectations;

internal sealed class ValuesNotNull(string column, decimal mostly) : ColumnValuesExpectation(column, mostly)
{
    protected override string Considered => "true";

    protected override string Unexpected => $"{Column} IS NULL";
}

internal sealed class ValuesNull(string column, decimal mostly) : ColumnValuesExpectation(column, mostly)
{
    protected override string Considered => "true";

    protected override string Unexpected => $"{Column} IS NOT NULL";
}

/// <summary>Great Expectations counts every row of a value that occurs more than once, not just the second one.</summary>
internal sealed class ValuesUnique(string column, decimal mostly) : ColumnValuesExpectation(column, mostly)
{
    protected override string Unexpected => "occurrences > 1";

    protected override string Counts(CandidateRows rows) =>
        $"""
        SELECT coalesce(sum(occurrences), 0) AS element_count,
               coalesce(sum(occurrences) FILTER (WHERE {Unexpected}), 0) AS unexpected_count,
               CAST(min({Column}) FILTER (WHERE {Unexpected}) AS VARCHAR) AS observed
        FROM (SELECT {Column}, count(*) AS occurrences FROM {rows.Relation} WHERE {Considered} GROUP BY {Column})
        """;
}

/// <param name="column">The column.</param>
/// <param name="lower">SQL condition on the value that the lower bound sets, or null.</param>
/// <param name="upper">SQL condition on the value that the upper bound sets, or null.</param>
/// <param name="mostly">Share that must meet it.</param>
internal sealed class ValuesBetween(string column, string? lower, string? upper, decimal mostly) : ColumnValuesExpectation(column, mostly)
{
    protected override string Unexpected =>
        $"NOT ({string.Join(" AND ", new[] { lower, upper }.Where(bound => bound is not null).Select(bound => $"{Column} {bound}"))})";
}

internal sealed class ValuesInSet(string column, IReadOnlyList<string> literals, bool inSet, decimal mostly) : ColumnValuesExpectation(column, mostly)
{
    protected override string Unexpected => $"{Column} {(inSet ? "NOT IN" : "IN")} ({string.Join(", ", literals)})";
}

internal sealed class ValuesMatchRegex(string column, string regex, bool match, decimal mostly) : ColumnValuesExpectation(column, mostly)
{
    protected override string Unexpected => $"{(match ? "NOT " : "")}regexp_matches(CAST({Column} AS VARCHAR), {Literal(regex)})";
}
