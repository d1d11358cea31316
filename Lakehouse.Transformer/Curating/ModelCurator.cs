using DuckDB.NET.Data;
using Lakehouse.Delta;
using Lakehouse.Delta.Engine;
using Lakehouse.Pipelines;
using Lakehouse.Pipelines.Expectations;
using Lakehouse.Transformer.Engines;
using Lakehouse.Transformer.Quality;

namespace Lakehouse.Transformer.Curating;

/// <summary>Brings curated tables up to date with what their models read.</summary>
internal sealed class ModelCurator(Pipeline pipeline, LakeTables tables, EnginePool engines, TransformerOptions options)
{
    private readonly RefreshMemory memory = new(options);

    /// <summary>Computes a model when an input has a new version, checks the rows, and commits them.</summary>
    /// <param name="model">The model.</param>
    /// <param name="fullRefresh">Whether all of it is computed anew even where nothing changed.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <exception cref="CurationException">The SQL cannot be run.</exception>
    public async Task<CurationResult> CurateAsync(Model model, bool fullRefresh, CancellationToken cancellationToken)
    {
        var delta = tables[model.Table];
        var snapshot = await delta.TryGetSnapshotAsync(cancellationToken);
        var snapshots = new Dictionary<TableReference, Snapshot>();
        foreach (var table in model.DependsOn)
        {
            if (await tables[table].TryGetSnapshotAsync(cancellationToken) is not { } input)
            {
                return new CurationResult { Outcome = CurationOutcome.Waiting, Version = snapshot?.Version, Reason = $"{table} does not exist yet" };
            }

            snapshots.Add(table, input);
        }

        var inputs = new ModelInputs(model, snapshots);
        var appId = inputs.AppId(pipeline.Name);
        var result = new CurationResult { Outcome = CurationOutcome.Unchanged, Version = snapshot?.Version, Inputs = inputs.Versions };
        long? recorded = snapshot is not null && snapshot.AppTransactions.TryGetValue(appId, out var progress) ? progress : null;
        if (recorded >= inputs.Progress && !fullRefresh)
        {
            return result;
        }

        var known = await StillTrueAsync(memory.Find(model.Table, appId), delta, snapshot, cancellationToken);
        var versions = fullRefresh ? null : await RecordedAsync(delta, snapshot, recorded, known, appId, cancellationToken);
        if (versions is not null && !(model.Refresh == Refresh.Incremental && inputs.KeepChanges) && !await InputNews.AnyAsync(inputs, versions, table => tables[table], cancellationToken))
        {
            return result;
        }

        var plan = fullRefresh ? RefreshPlan.Full("it was asked for") : await RefreshPlan.DecideAsync(inputs, versions, known, options, table => tables[table], cancellationToken);
        if (plan.Analysis is not null && plan.Changes.Values.All(change => change.Bytes == 0))
        {
            return result;
        }

        await using var lease = await engines.RentAsync(cancellationToken);
        IncrementalCandidate? candidate = null;
        try
        {
            candidate = plan.Analysis is null ? null : await IncrementalCandidate.TryComputeAsync(lease, inputs, plan, snapshot!, tables, memory.Budget(model.Table), cancellationToken);
            result = result with
            {
                Refresh = candidate is not null ? $"incremental: {candidate.AffectedKeys} keys{(candidate.Kept is { } kept ? $", aggregates of {kept.Tables} kept" : "")}"
                    : plan.Analysis is null ? plan.Why
                    : "full: the columns differ from the table's, or a key is NULL",
            };
        }
        catch (Exception error) when (error is DuckDBException or CurationException)
        {
            // A vacuum may have deleted what the changes are read from.
            await IncrementalCandidate.DropAsync(lease.Engine, cancellationToken);
            result = result with { Refresh = $"full: what changed cannot be read any more ({error.Message.Split('\n')[0]})" };
        }

        var analysis = plan.Analysis ?? RefreshPlan.TryAnalyse(inputs, known, options);
        var rows = candidate ?? (Candidate)await FullCandidate.ComputeAsync(lease, inputs, analysis?.Aggregates, memory.Budget(model.Table), cancellationToken);
        result = await CommitAsync(lease.Engine, delta, rows, inputs, appId, fullRefresh, result, cancellationToken);
        await RememberAsync(lease, inputs, appId, known, analysis, rows, result);
        return result;
    }

    /// <summary>The versions that the table was last computed from: remembered, or read from its log when others have written to it since.</summary>
    private static async Task<IReadOnlyDictionary<string, long>?> RecordedAsync(DeltaTable delta, Snapshot? snapshot, long? recorded, LastRefresh? known, string appId, CancellationToken cancellationToken) =>
        recorded is not { } progress ? null
        : known is not null && known.Version == snapshot!.Version ? known.Versions
        : await RecordedInputs.FindAsync(delta, appId, progress, cancellationToken);

    /// <summary>Commits that keep all rows, as those of maintenance do, leave what is known of the rows true.</summary>
    private static async Task<LastRefresh?> StillTrueAsync(LastRefresh? known, DeltaTable delta, Snapshot? snapshot, CancellationToken cancellationToken) =>
        known is not null && snapshot is not null && known.Version < snapshot.Version && await InputNews.KeptRowsAsync(delta, known.Version, snapshot.Version, cancellationToken)
            ? known with { Version = snapshot.Version }
            : known;

    /// <summary>The commit stands, so what it came from is remembered even when the run is stopped now.</summary>
    private async Task RememberAsync(EngineLease lease, ModelInputs inputs, string appId, LastRefresh? known, ModelAnalysis? analysis, Candidate candidate, CurationResult result)
    {
        if (result is not { Outcome: CurationOutcome.Committed, Version: { } version })
        {
            return;
        }

        var refused = candidate.Kept is null && analysis?.Aggregates is { } rewrite ? rewrite.Selects.Select(select => select.Table) : [];
        var last = new LastRefresh(appId, version, inputs.Snapshots)
        {
            Analysis = analysis,
            Checked = candidate is IncrementalCandidate ? result.Checked : null,
            Kept = candidate.Kept is { } kept ? await kept.AdvanceAsync(CancellationToken.None) : [],
            NotKept = new HashSet<TableReference>([.. known?.NotKept ?? new HashSet<TableReference>(), .. refused]),
        };
        foreach (var gone in memory.Remember(inputs.Model.Table, last).Where(gone => gone.Database == lease.Database))
        {
            lease.Drop(gone.Name);
        }
    }

    private async Task<CurationResult> CommitAsync(DuckDbEngine engine, DeltaTable delta, Candidate candidate, ModelInputs inputs, string appId, bool fullRefresh, CurationResult result, CancellationToken cancellationToken)
    {
        var suite = await Gate.CheckAsync(engine, inputs, candidate, cancellationToken);
        result = result with { Expectations = suite.Results, Checked = suite.Values };
        Count(inputs.Model, suite.Results);
        if (suite.Results.FirstOrDefault(check => check is { Success: false, Severity: Severity.Critical }) is { } failed)
        {
            return result with { Outcome = CurationOutcome.Stopped, Reason = $"the candidate rows fail {failed}" };
        }

        var write = new WriteOptions
        {
            Transaction = new AppTransaction(appId, inputs.Progress),
            Reapply = fullRefresh,
            Properties = NewTableProperties.Of(inputs.Model, pipeline, options),
            CommitTags = RecordedInputs.ToTags(appId, inputs.Versions),
        };
        var commit = await candidate.CommitAsync(delta, write, cancellationToken);
        return commit.Committed
            ? result with { Outcome = CurationOutcome.Committed, Version = commit.Version, Commit = commit }
            : result with { Version = commit.Version, Reason = "another Transformer was faster" };
    }

    private static void Count(Model model, IReadOnlyList<ExpectationResult> results)
    {
        foreach (var failed in results.Where(result => !result.Success))
        {
            TransformerTelemetry.GateFailures.Add(1, new("table", model.Table.ToString()), new("severity", failed.Severity.ToString()), new("expectation", failed.Type));
        }
    }
}
