namespace Lakehouse.Pipelines.Expectations;

/// <summary>A column has one of some types, named as in pyspark: <c>IntegerType</c>. No row is read.</summary>
internal sealed class ColumnTypeExpectation(string column, IReadOnlyList<string> types) : Expectation
{
    public override IReadOnlyList<string> Columns => [column];

    internal override IReadOnlyList<string> Aggregates(CandidateRows rows) => [];

    internal override Observation Judge(CandidateRows rows, IReadOnlyList<object?> values, IReadOnlyList<object?[]> followup)
    {
        var names = SparkTypes.Of(rows.Find(column)!.Type);
        return new Observation(names.Any(types.Contains)) { Observed = names[0] };
    }
}
