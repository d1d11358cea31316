using System.Globalization;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>An expectation on the list of columns: no row is read.</summary>
internal abstract class ColumnListExpectation : Expectation
{
    protected abstract bool Holds(IReadOnlyList<string> columns);

    public sealed override string ToSql(CandidateRows rows) =>
        $"""
        SELECT {(Holds(rows.Columns) ? "true" : "false")} AS success, CAST({rows.Columns.Count} AS BIGINT) AS element_count,
               CAST({(Holds(rows.Columns) ? 0 : 1)} AS BIGINT) AS unexpected_count, {Literal($"columns: {string.Join(", ", rows.Columns)}")} AS observed
        """;
}

internal sealed class ColumnsMatchOrderedList(IReadOnlyList<string> expected) : ColumnListExpectation
{
    protected override bool Holds(IReadOnlyList<string> columns) => columns.SequenceEqual(expected, StringComparer.Ordinal);
}

/// <param name="expected">Columns that must be there.</param>
/// <param name="exact">Whether no other column may be there.</param>
internal sealed class ColumnsMatchSet(IReadOnlyList<string> expected, bool exact) : ColumnListExpectation
{
    protected override bool Holds(IReadOnlyList<string> columns) =>
        expected.All(columns.Contains) && (!exact || columns.All(expected.Contains));
}

/// <param name="column">The column.</param>
/// <param name="position">Its place, from 0, or null for any.</param>
internal sealed class ColumnExists(string column, int? position) : ColumnListExpectation
{
    protected override bool Holds(IReadOnlyList<string> columns) =>
        position is { } place ? place < columns.Count && columns[place] == column : columns.Contains(column);
}

internal sealed class RowCountBetween(long? least, long? most) : Expectation
{
    public override string ToSql(CandidateRows rows)
    {
        var low = (least ?? 0).ToString(CultureInfo.InvariantCulture);
        var high = (most ?? long.MaxValue).ToString(CultureInfo.InvariantCulture);
        return $"""
            SELECT count(*) BETWEEN {low} AND {high} AS success, count(*) AS element_count,
                   CAST(CASE WHEN count(*) BETWEEN {low} AND {high} THEN 0 ELSE 1 END AS BIGINT) AS unexpected_count, 'rows: ' || count(*) AS observed
            FROM {rows.Relation}
            """;
    }
}

/// <summary>No two rows agree in all of the columns. Rows with a NULL in all of them are not looked at.</summary>
internal sealed class CompoundColumnsUnique(IReadOnlyList<string> columns) : Expectation
{
    public override IReadOnlyList<string> Columns => columns;

    public override string ToSql(CandidateRows rows) =>
        $"""
        SELECT coalesce(max(occurrences), 0) <= 1 AS success, CAST(coalesce(sum(occurrences), 0) AS BIGINT) AS element_count,
               CAST(coalesce(sum(occurrences) FILTER (WHERE occurrences > 1), 0) AS BIGINT) AS unexpected_count, CAST(NULL AS VARCHAR) AS observed
        FROM (SELECT count(*) AS occurrences FROM {rows.Relation} WHERE coalesce({string.Join(", ", columns.Select(column => $"CAST({Identifier(column)} AS VARCHAR)"))}) IS NOT NULL GROUP BY {Identifiers(columns)})
        """;
}
