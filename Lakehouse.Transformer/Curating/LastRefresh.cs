using Lakehouse.Delta;
using Lakehouse.Pipelines;
using Lakehouse.Pipelines.Expectations;

namespace Lakehouse.Transformer.Curating;

/// <summary>What is remembered of a model's last commit: where it is still the table's last one, nothing has to be read to find out.</summary>
/// <param name="AppId">The transaction's identifier: the SQL and the identity of its inputs.</param>
/// <param name="Version">The version of the model's table that was committed.</param>
/// <param name="Snapshots">The versions of its inputs.</param>
internal sealed record LastRefresh(string AppId, long Version, IReadOnlyDictionary<TableReference, Snapshot> Snapshots)
{
    /// <summary>The inputs' versions by table name.</summary>
    public IReadOnlyDictionary<string, long> Versions => Snapshots.ToDictionary(input => input.Key.ToString(), input => input.Value.Version);

    /// <summary>What was found out about the SQL.</summary>
    public ModelAnalysis? Analysis { get; init; }

    /// <summary>
    /// After an incremental refresh: what the gate found in all rows of the table, none of which has NULL in its key. A full refresh is written
    /// in the table's types, so its rows may not be quite what the gate saw.
    /// </summary>
    public AggregateValues? Checked { get; init; }

    /// <summary>Aggregates that are kept, in the order of <see cref="ModelAnalysis.Aggregates"/>; null in the place of what has to be built.</summary>
    public IReadOnlyList<KeptTable?> Kept { get; init; } = [];

    /// <summary>Tables of which no aggregates are kept, because there are too many groups.</summary>
    public IReadOnlySet<TableReference> NotKept { get; init; } = new HashSet<TableReference>();
}
