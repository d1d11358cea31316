using System.Globalization;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>An expectation that each value of a column meets or fails by itself. NULL values are not looked at.</summary>
/// <param name="column">The column.</param>
/// <param name="mostly">Share of the values that must meet it, 0 to 1.</param>
internal abstract class ColumnValuesExpectation(string column, decimal mostly) : Expectation
{
    public override IReadOnlyList<string> Columns => [column];

    protected string Column { get; } = Identifier(column);

    /// <summary>Which rows count at all.</summary>
    protected virtual string Considered => $"{Column} IS NOT NULL";

    /// <summary>A condition that is true for a value that fails.</summary>
    protected abstract string Unexpected { get; }

    /// <summary>One row: element_count, unexpected_count, observed.</summary>
    protected virtual string Counts(CandidateRows rows) =>
        $"""
        SELECT count(*) AS element_count,
               count(*) FILTER (WHERE {Unexpected}) AS unexpected_count,
               CAST(min({Column}) FILTER (WHERE {Unexpected}) AS VARCHAR) AS observed
        FROM {rows.Relation} WHERE {Considered}
        """;

    public sealed override string ToSql(CandidateRows rows) =>
        $"""
        SELECT unexpected_count <= (1 - {mostly.ToString(CultureInfo.InvariantCulture)}) * element_count AS success,
               CAST(element_count AS BIGINT) AS element_count, CAST(unexpected_count AS BIGINT) AS unexpected_count,
               CASE WHEN unexpected_count > 0 THEN 'for example ' || observed END AS observed
        FROM ({Counts(rows)})
        """;
}
