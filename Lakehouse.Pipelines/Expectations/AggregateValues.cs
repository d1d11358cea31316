namespace Lakehouse.Pipelines.Expectations;

/// <summary>The values of all aggregates that some expectations need, from one scan; what several of them need is computed once.</summary>
public sealed class AggregateValues
{
    private readonly Dictionary<string, object?> values;

    private AggregateValues(Dictionary<string, object?> values) => this.values = values;

    internal static async Task<AggregateValues> ComputeAsync(IReadOnlyList<Expectation> expectations, CandidateRows rows, QueryRunner query, CancellationToken cancellationToken)
    {
        var values = rows.Change is { } change ? await AddAsync(expectations, rows, change, query, cancellationToken).ConfigureAwait(false) : new Dictionary<string, object?>(StringComparer.Ordinal);
        var aggregates = expectations.SelectMany(expectation => expectation.Aggregates(rows)).Distinct(StringComparer.Ordinal).Where(aggregate => !values.ContainsKey(aggregate)).ToList();
        if (aggregates.Count > 0)
        {
            var row = (await query($"SELECT {string.Join(",\n       ", aggregates)}\nFROM {rows.Relation}", cancellationToken).ConfigureAwait(false)).Rows[0];
            foreach (var (aggregate, value) in aggregates.Zip(row))
            {
                values.Add(aggregate, value);
            }
        }

        return new AggregateValues(values);
    }

    internal IReadOnlyList<object?> Of(Expectation expectation, CandidateRows rows) => [.. expectation.Aggregates(rows).Select(aggregate => values[aggregate])];

    /// <summary>The counts that follow from those before and those of the rows that have gone and come.</summary>
    private static async Task<Dictionary<string, object?>> AddAsync(IReadOnlyList<Expectation> expectations, CandidateRows rows, RowsChange change, QueryRunner query, CancellationToken cancellationToken)
    {
        var counts = expectations.Where(expectation => expectation.AddsUp(change.Apart)).SelectMany(expectation => expectation.Aggregates(rows)).Where(change.Before.values.ContainsKey).Distinct(StringComparer.Ordinal).ToList();
        if (counts.Count == 0)
        {
            return new Dictionary<string, object?>(StringComparer.Ordinal);
        }

        var list = string.Join(",\n       ", counts);
        var row = (await query($"SELECT * FROM (SELECT {list}\nFROM {change.Gone}), (SELECT {list}\nFROM {change.Come})", cancellationToken).ConfigureAwait(false)).Rows[0];
        return counts.Index().ToDictionary(
            count => count.Item,
            object? (count) => ResultValue.ToInt64(change.Before.values[count.Item]) - ResultValue.ToInt64(row[count.Index]) + ResultValue.ToInt64(row[counts.Count + count.Index]),
            StringComparer.Ordinal);
    }
}
