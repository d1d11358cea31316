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

        var versions = recorded is { } before && !fullRefresh ? await RecordedInputs.FindAsync(delta, appId, before, cancellationToken) : null;
        var plan = fullRefresh ? RefreshPlan.Full("it was asked for") : await RefreshPlan.DecideAsync(inputs, versions, options.LargestIncrementalShare, table => tables[table], cancellationToken);
        await using var lease = await engines.RentAsync(cancellationToken);
        IncrementalCandidate? candidate = null;
        try
        {
            candidate = plan.Origin is null ? null : await IncrementalCandidate.TryComputeAsync(lease.Engine, inputs, plan, snapshot!, cancellationToken);
            result = result with
            {
                Refresh = candidate is not null ? $"incremental: {candidate.AffectedKeys} keys"
                    : plan.Origin is null ? plan.Why
                    : "full: the columns differ from the table's, or a key is NULL",
            };
        }
        catch (Exception error) when (error is DuckDBException or CurationException)
        {
            // A vacuum may have deleted what the changes are read from.
            await IncrementalCandidate.DropAsync(lease.Engine, cancellationToken);
            result = result with { Refresh = $"full: what changed cannot be read any more ({error.Message.Split('\n')[0]})" };
        }

        return await CommitAsync(lease.Engine, delta, candidate ?? (Candidate)await FullCandidate.ComputeAsync(lease.Engine, inputs, cancellationToken), inputs, appId, fullRefresh, result, cancellationToken);
    }

    private static async Task<CurationResult> CommitAsync(DuckDbEngine engine, DeltaTable delta, Candidate candidate, ModelInputs inputs, string appId, bool fullRefresh, CurationResult result, CancellationToken cancellationToken)
    {
        var expectations = await Gate.CheckAsync(engine, inputs, candidate.Rows, cancellationToken);
        result = result with { Expectations = expectations };
        Count(inputs.Model, expectations);
        if (expectations.FirstOrDefault(check => check is { Success: false, Severity: Severity.Critical }) is { } failed)
        {
            return result with { Outcome = CurationOutcome.Stopped, Reason = $"the candidate rows fail {failed}" };
        }

        var write = new WriteOptions
        {
            Transaction = new AppTransaction(appId, inputs.Progress),
            Reapply = fullRefresh,
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
