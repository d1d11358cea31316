using Lakehouse.Delta;
using Lakehouse.Pipelines;
using Lakehouse.Pipelines.Incremental;

namespace Lakehouse.Transformer.Curating;

/// <summary>How a model is refreshed, and why.</summary>
/// <param name="Analysis">What the SQL says about it; null for a full refresh.</param>
/// <param name="Changes">What changed in each input; empty for a full refresh.</param>
/// <param name="Why">For people: <c>full: …</c> or <c>incremental: …</c>.</param>
internal sealed record RefreshPlan(ModelAnalysis? Analysis, IReadOnlyDictionary<TableReference, InputChanges> Changes, string Why)
{
    /// <summary>What is remembered of the model's last commit by this process, whoever made the last one.</summary>
    public LastRefresh? Known { get; init; }

    private Func<TableReference, DeltaTable>? Open { get; init; }

    private double LargestShare { get; init; }

    /// <summary>Decides.</summary>
    /// <param name="inputs">The model and its inputs now.</param>
    /// <param name="recorded">The versions that the table was computed from, or null.</param>
    /// <param name="known">What is remembered of the last commit, or null.</param>
    /// <param name="options">When it is worth the while.</param>
    /// <param name="open">Opens an input.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<RefreshPlan> DecideAsync(
        ModelInputs inputs, IReadOnlyDictionary<string, long>? recorded, LastRefresh? known, TransformerOptions options, Func<TableReference, DeltaTable> open, CancellationToken cancellationToken)
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
            var analysis = ModelAnalysis.Of(inputs, InputsWithKeptAggregates(inputs, known, options), known?.Analysis);
            var changes = new Dictionary<TableReference, InputChanges>();
            foreach (var (table, now) in inputs.Snapshots)
            {
                var handle = open(table);
                var before = recorded[table.ToString()] is var version && version == now.Version ? now
                    : known?.Snapshots.GetValueOrDefault(table) is { } same && same.Version == version ? same
                    : await handle.GetSnapshotAsync(version, cancellationToken);
                if (!ModelInputs.Columns(before).SequenceEqual(ModelInputs.Columns(now)))
                {
                    return Full($"the columns of {table} changed");
                }

                changes.Add(table, await InputChanges.BetweenAsync(handle, before, now, cancellationToken));
            }

            var changed = changes.Values.Sum(change => change.Bytes);
            var total = inputs.Snapshots.Values.Sum(snapshot => snapshot.TotalBytes);
            return changed <= options.LargestIncrementalShare * total
                ? new RefreshPlan(analysis, changes, "incremental") { Known = known, Open = open, LargestShare = options.LargestIncrementalShare }
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

    /// <summary>What the SQL of an incremental model says, also where this refresh is a full one; null when rows cannot be followed through it.</summary>
    public static ModelAnalysis? TryAnalyse(ModelInputs inputs, LastRefresh? known, TransformerOptions options)
    {
        try
        {
            return inputs.Model.Refresh == Refresh.Incremental ? ModelAnalysis.Of(inputs, InputsWithKeptAggregates(inputs, known, options), known?.Analysis) : null;
        }
        catch (NotIncrementalException)
        {
            return null; // the plan says so
        }
    }

    public static RefreshPlan Full(string because) => new(null, new Dictionary<TableReference, InputChanges>(), $"full: {because}");

    /// <summary>What changed in an input since a version that is not later than now.</summary>
    /// <returns>The changes, or null when they are too many or cannot be read.</returns>
    public async Task<InputChanges?> ChangesSinceAsync(TableReference table, Snapshot since, Snapshot now, CancellationToken cancellationToken)
    {
        if (Changes[table].Before == since.Version)
        {
            return Changes[table];
        }

        try
        {
            var changes = await InputChanges.BetweenAsync(Open!(table), since, now, cancellationToken);
            return changes.Bytes <= LargestShare * now.TotalBytes ? changes : null;
        }
        catch (DeltaException)
        {
            return null; // a vacuum or log cleanup was faster: all rows are aggregated then
        }
    }

    /// <summary>Inputs whose aggregates are kept from refresh to refresh: all, unless none are to be kept, but those that had too many groups for it.</summary>
    private static HashSet<TableReference> InputsWithKeptAggregates(ModelInputs inputs, LastRefresh? known, TransformerOptions options) =>
    [
        .. options.KeptAggregateGroups == 0 ? [] : inputs.Snapshots.Keys.Where(table => known?.NotKept.Contains(table) != true),
    ];
}
