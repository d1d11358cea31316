using Lakehouse.Delta;
using Lakehouse.Pipelines;
using Lakehouse.Pipelines.Incremental;

namespace Lakehouse.Transformer.Curating;

/// <summary>How a model is refreshed, and why.</summary>
/// <param name="Origin">Which rows follow from which; null for a full refresh.</param>
/// <param name="Changes">What changed in each input; empty for a full refresh.</param>
/// <param name="Why">For people: <c>full: …</c> or <c>incremental: …</c>.</param>
internal sealed record RefreshPlan(RowOrigin? Origin, IReadOnlyDictionary<TableReference, InputChanges> Changes, string Why)
{
    /// <summary>Decides.</summary>
    /// <param name="inputs">The model and its inputs now.</param>
    /// <param name="recorded">The versions that the table was computed from, or null.</param>
    /// <param name="largestShare">Share of the inputs' bytes up to which it is worth the while.</param>
    /// <param name="open">Opens an input.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<RefreshPlan> DecideAsync(
        ModelInputs inputs, IReadOnlyDictionary<string, long>? recorded, double largestShare, Func<TableReference, DeltaTable> open, CancellationToken cancellationToken)
    {
        if (inputs.Model.Refresh == Refresh.Full)
        {
            return Full("the pipeline says so");
        }

        if (recorded is null || inputs.Snapshots.Keys.Any(table => !recorded.ContainsKey(table.ToString())))
        {
            return Full("it is the first time with this SQL and these inputs");
        }

        try
        {
            var origin = IncrementalAnalysis.Analyse(inputs.Model, table => Columns(inputs.Snapshots[table]));
            var changes = new Dictionary<TableReference, InputChanges>();
            foreach (var (table, now) in inputs.Snapshots)
            {
                var handle = open(table);
                var before = recorded[table.ToString()] == now.Version ? now : await handle.GetSnapshotAsync(recorded[table.ToString()], cancellationToken);
                if (!Columns(before).SequenceEqual(Columns(now)))
                {
                    return Full($"the columns of {table} changed");
                }

                changes.Add(table, await InputChanges.BetweenAsync(handle, before, now, cancellationToken));
            }

            var changed = changes.Values.Sum(change => change.Bytes);
            var total = inputs.Snapshots.Values.Sum(snapshot => snapshot.TotalBytes);
            return changed <= largestShare * total
                ? new RefreshPlan(origin, changes, "incremental")
                : Full($"{changed:N0} bytes of data files changed, of {total:N0} in all");
        }
        catch (NotIncrementalException cannot)
        {
            return Full(cannot.Message);
        }
        catch (DeltaException gone)
        {
            return Full($"the versions it was last computed from cannot be read any more ({gone.Message})");
        }
    }

    public static RefreshPlan Full(string because) => new(null, new Dictionary<TableReference, InputChanges>(), $"full: {because}");

    private static List<ModelColumn> Columns(Snapshot snapshot) =>
        [.. snapshot.Schema.Fields.Select(field => new ModelColumn(field.Name, Delta.Engine.DuckTypes.Of(field.Type)))];
}
