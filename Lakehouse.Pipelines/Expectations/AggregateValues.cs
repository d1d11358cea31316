namespace Lakehouse.Pipelines.Expectations;

/// <summary>The values of all aggregates that some expectations need, from one scan; what several of them need is computed once.</summary>
internal sealed class AggregateValues
{
    private readonly Dictionary<string, object?> values;

    private AggregateValues(Dictionary<string, object?> values) => this.values = values;

    public static async Task<AggregateValues> ComputeAsync(IReadOnlyList<Expectation> expectations, CandidateRows rows, QueryRunner query, CancellationToken cancellationToken)
    {
        var aggregates = expectations.SelectMany(expectation => expectation.Aggregates(rows)).Distinct(StringComparer.Ordinal).ToList();
        if (aggregates.Count == 0)
        {
            return new AggregateValues([]);
        }

        var row = (await query($"SELECT {string.Join(",\n       ", aggregates)}\nFROM {rows.Relation}", cancellationToken).ConfigureAwait(false)).Rows[0];
        return new AggregateValues(aggregates.Zip(row).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal));
    }

    public IReadOnlyList<object?> Of(Expectation expectation, CandidateRows rows) => [.. expectation.Aggregates(rows).Select(aggregate => values[aggregate])];
}
