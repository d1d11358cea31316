using System.Text.Json.Nodes;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>There are as many rows as in another table that the model reads.</summary>
internal sealed class RowCountOfOther(TableReference other) : Expectation
{
    public override IReadOnlyList<TableReference> Tables => [other];

    private protected override bool Adds(IReadOnlyList<string> apart) => true;

    internal override IReadOnlyList<string> Aggregates(CandidateRows rows) => [Over("count(*)")];

    internal override string Followup(CandidateRows rows, IReadOnlyList<object?> values) => $"SELECT count(*) FROM {other}";

    internal override Observation Judge(CandidateRows rows, IReadOnlyList<object?> values, IReadOnlyList<object?[]> followup)
    {
        var (self, others) = (ResultValue.ToInt64(values[0]), ResultValue.ToInt64(followup[0][0]));
        return new Observation(self == others) { Observed = new JsonObject { ["self"] = self, ["other"] = others } };
    }
}
