namespace Lakehouse.Pipelines.Expectations;

/// <summary>A query of the author's choice that must give no rows; <c>{batch}</c> stands for the candidate rows.</summary>
internal sealed class UnexpectedRows(string query, IReadOnlyList<TableReference> tables) : Expectation
{
    public const string Batch = "{batch}";

    /// <summary>The types of this kind.</summary>
    public static IEnumerable<KeyValuePair<string, ExpectationFactory>> All =>
        [new("unexpected_rows_expectation", a => Of(a.Query("unexpected_rows_query")))];

    public override IReadOnlyList<TableReference> Tables => tables;

    internal override IReadOnlyList<string> Aggregates(CandidateRows rows) => [];

    internal override string Followup(CandidateRows rows, IReadOnlyList<object?> values) => $"SELECT count(*) FROM ({Sql(rows)})";

    internal override Observation Judge(CandidateRows rows, IReadOnlyList<object?> values, IReadOnlyList<object?[]> followup)
    {
        var count = ResultValue.ToInt64(followup[0][0]);
        return new Observation(count == 0) { Observed = $"{count} unexpected {(count == 1 ? "row" : "rows")}" };
    }

    internal override string FailingRows(CandidateRows rows, IReadOnlyList<object?> values) => Sql(rows);

    private static UnexpectedRows Of((string Sql, IReadOnlyList<TableReference> Tables) query) => new(query.Sql, query.Tables);

    private string Sql(CandidateRows rows) => query.Replace(Batch, rows.Relation, StringComparison.Ordinal);
}
