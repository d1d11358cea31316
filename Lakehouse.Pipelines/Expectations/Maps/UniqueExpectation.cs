using System.Text.Json.Nodes;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>
/// No two rows agree in the columns. Great Expectations counts every row of a value that occurs more than once, not just the second one.
/// </summary>
/// <remarks>As many distinct values as rows prove it in the shared scan; only where they differ are the values counted one by one.</remarks>
/// <param name="columns">The columns.</param>
/// <param name="ignoreRowIf">Which rows are not looked at: <c>all_values_are_missing</c>, <c>any_value_is_missing</c> or <c>never</c>.</param>
/// <param name="mostly">Share of the rows that must meet it.</param>
internal sealed class UniqueExpectation(IReadOnlyList<string> columns, string ignoreRowIf, decimal mostly) : Expectation
{
    public override IReadOnlyList<string> Columns => columns;

    private string? Considered => IgnoredRows.Considered(columns, ignoreRowIf);

    /// <summary>Values that are distinct in both sets are not the same where the sets differ in some of the columns.</summary>
    private protected override bool Adds(IReadOnlyList<string> apart) => apart.All(column => columns.Contains(column, StringComparer.OrdinalIgnoreCase));

    internal override IReadOnlyList<string> Aggregates(CandidateRows rows) =>
    [
        Over("count(*)"),
        Over("count(*)", Considered),
        Over(columns.Count == 1 ? $"count(DISTINCT {Identifier(columns[0])})" : $"count(DISTINCT ({Identifiers(columns)}))", Considered),
        columns.Count == 1 && ignoreRowIf == "never" ? Over("count(*)", $"{Identifier(columns[0])} IS NULL") : "CAST(0 AS BIGINT)",
    ];

    internal override string? Followup(CandidateRows rows, IReadOnlyList<object?> values) =>
        ResultValue.ToInt64(values[2]) + Math.Min(1, ResultValue.ToInt64(values[3])) == ResultValue.ToInt64(values[1])
            ? null
            : $"SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM {rows.Relation} WHERE {Where(Considered)} GROUP BY {Identifiers(columns)} HAVING count(*) > 1)";

    internal override Observation Judge(CandidateRows rows, IReadOnlyList<object?> values, IReadOnlyList<object?[]> followup)
    {
        var considered = ResultValue.ToInt64(values[1]);
        var unexpected = followup.Count > 0 ? ResultValue.ToInt64(followup[0][0]) : 0;
        return new Observation(MapExpectation.IsEnough(considered, unexpected, mostly)) { Elements = ResultValue.ToInt64(values[0]), Considered = considered, Unexpected = unexpected };
    }

    internal override string FailingRows(CandidateRows rows, IReadOnlyList<object?> values) =>
        $"SELECT * EXCLUDE (__same) FROM (SELECT *, count(*) OVER (PARTITION BY {Identifiers(columns)}) AS __same FROM {rows.Relation} WHERE {Where(Considered)}) WHERE __same > 1";

    internal override JsonNode? UnexpectedValue(Func<string, JsonNode?> value) =>
        columns.Count == 1 ? value(columns[0]) : new JsonObject(columns.Distinct().Select(column => KeyValuePair.Create(column, value(column))));
}
