namespace Lakehouse.Pipelines.Expectations;

/// <summary>An expectation on the number of rows.</summary>
/// <param name="least">Fewest, or null.</param>
/// <param name="most">Most, or null.</param>
internal sealed class RowCount(long? least, long? most) : Expectation
{
    /// <summary>The types of this kind.</summary>
    public static IEnumerable<KeyValuePair<string, ExpectationFactory>> All =>
    [
        new("expect_table_row_count_to_be_between", a => new RowCount(a.Integer("min_value"), a.Integer("max_value"))),
        new("expect_table_row_count_to_equal", a => Exactly(a.RequiredInteger("value"))),
        new("expect_table_row_count_to_equal_other_table", a => new RowCountOfOther(a.Table("other_table_name"))),
    ];

    private protected override bool Adds(IReadOnlyList<string> apart) => true;

    internal override IReadOnlyList<string> Aggregates(CandidateRows rows) => [Over("count(*)")];

    internal override Observation Judge(CandidateRows rows, IReadOnlyList<object?> values, IReadOnlyList<object?[]> followup)
    {
        var count = ResultValue.ToInt64(values[0]);
        return new Observation((least is null || count >= least) && (most is null || count <= most)) { Observed = count };
    }

    private static RowCount Exactly(long count) => new(count, count);
}
