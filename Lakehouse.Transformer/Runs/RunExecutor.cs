using System.Diagnostics;
using Lakehouse.Pipelines;
using Lakehouse.Transformer.Curating;
using Lakehouse.Transformer.Handover;
using Lakehouse.Transformer.Staging;

namespace Lakehouse.Transformer.Runs;

/// <summary>Carries a run out: tables and models as soon as what they read is done, side by side as far as engines are free.</summary>
/// <param name="pipeline">The pipeline.</param>
/// <param name="stager">Brings staged tables up to date.</param>
/// <param name="curator">Computes models.</param>
/// <param name="handover">Hands heavy work over to Spark; null where all work is done here.</param>
/// <param name="logger">Tells people.</param>
internal sealed class RunExecutor(Pipeline pipeline, TableStager stager, ModelCurator curator, HandoverWorker? handover, ILogger<RunExecutor> logger)
{
    /// <summary>Every table of the pipeline in the order of the graph.</summary>
    public IReadOnlyList<TableReference> Tables { get; } =
        [.. pipeline.Staged.SelectMany(table => new[] { table.Merged, table.HistoryTable }).OfType<TableReference>(), .. pipeline.Models.Select(model => model.Table)];

    /// <summary>The tables that a run is about: those that its options name, and every model that reads one of them, directly or not.</summary>
    public IReadOnlyList<TableReference> TablesOf(RunOptions options)
    {
        var covered = Tables.Where(options.Names).ToHashSet();
        foreach (var table in pipeline.Staged.Where(table => table.History && covered.Contains(table.Merged)))
        {
            covered.Add(table.HistoryTable!.Value);
        }

        foreach (var model in pipeline.Models.Where(model => model.DependsOn.Any(covered.Contains)))
        {
            covered.Add(model.Table);
        }

        return [.. Tables.Where(covered.Contains)];
    }

    /// <exception cref="OperationCanceledException">The service stops.</exception>
    public async Task ExecuteAsync(Run run, CancellationToken cancellationToken)
    {
        using var activity = TransformerTelemetry.Activities.StartActivity("run");
        activity?.SetTag("lakehouse.run.id", run.Id);
        activity?.SetTag("lakehouse.run.trigger", run.Trigger.ToString());
        run.Start();
        var cancelled = true;
        try
        {
            if (await HandOverAsync(run, cancellationToken))
            {
                cancelled = false;
                return;
            }

            var parts = new Dictionary<TableReference, Task>();
            foreach (var table in pipeline.Staged.Where(table => run.Has(table.Merged)))
            {
                parts[table.Merged] = PartAsync(run, table.Merged, [], token => StageAsync(run, stager, table, table.Merged, token), cancellationToken);
            }

            foreach (var table in pipeline.Staged.Where(table => table.History && run.Has(table.HistoryTable!.Value)))
            {
                var reference = table.HistoryTable!.Value;
                parts[reference] = PartAsync(run, reference, run.Has(table.Merged) ? [(table.Merged, parts[table.Merged])] : [], token => StageAsync(run, stager.ForHistory(), table, reference, token), cancellationToken);
            }

            foreach (var model in pipeline.Models.Where(model => run.Has(model.Table)))
            {
                parts[model.Table] = PartAsync(run, model.Table, [.. model.DependsOn.Where(run.Has).Select(input => (input, parts[input]))], token => CurateAsync(run, model, token), cancellationToken);
            }

            await Task.WhenAll(parts.Values);
            cancelled = false;
        }
        finally
        {
            run.Finish(cancelled);
            activity?.SetStatus(run.State == RunState.Succeeded ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
            TransformerTelemetry.RunDuration.Record((run.Finished - run.Started)!.Value.TotalSeconds, new KeyValuePair<string, object?>("outcome", run.State.ToString()));
        }
    }

    /// <returns>False when the work is for this service.</returns>
    private async Task<bool> HandOverAsync(Run run, CancellationToken cancellationToken)
    {
        try
        {
            return handover is not null && await handover.TryRunAsync(run, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            foreach (var table in run.Tables.Where(table => run[table].State != TableState.Committed))
            {
                run[table] = run[table] with { State = TableState.Failed, Reason = error.Message };
            }

            logger.LogError(error is HandoverException or Delta.DeltaException ? null : error, "Run {Run} failed: {Reason}", run.Id, error.Message);
            return true;
        }
    }

    /// <summary>One table's part of a run: waits for what it reads, and never throws but for cancellation.</summary>
    private async Task PartAsync(Run run, TableReference table, IReadOnlyList<(TableReference Table, Task Part)> inputs, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        await Task.WhenAll(inputs.Select(input => input.Part));
        if (inputs.Where(input => run[input.Table].IsBroken).Select(input => input.Table.ToString()).ToList() is { Count: > 0 } broken)
        {
            run[table] = run[table] with { State = TableState.Skipped, Reason = $"it reads {string.Join(", ", broken)}, which could not be brought up to date" };
            return;
        }

        using var activity = TransformerTelemetry.Activities.StartActivity("table");
        activity?.SetTag("lakehouse.table", table.ToString());
        var clock = Stopwatch.StartNew();
        run[table] = run[table] with { State = TableState.Running, Started = DateTimeOffset.UtcNow };
        try
        {
            await work(cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            run[table] = run[table] with { State = TableState.Failed, Reason = error.Message };
            activity?.SetStatus(ActivityStatusCode.Error, error.Message);
            logger.LogError(error is StagingException or CurationException or Delta.DeltaException ? null : error, "{Table} failed: {Reason}", table, error.Message);
        }

        run[table] = run[table] with { DurationSeconds = clock.Elapsed.TotalSeconds };
        RunReporting.Report(logger, run[table]);
        activity?.SetTag("lakehouse.outcome", run[table].State.ToString());
    }

    private static async Task StageAsync(Run run, TableStager stager, StagedTable table, TableReference reference, CancellationToken cancellationToken)
    {
        var result = run.Options.Replays(reference, out var version)
            ? await stager.ReplayAsync(table, version, cancellationToken)
            : await stager.StageAsync(table, progress => run[reference] = run[reference].With(progress), cancellationToken);
        var state = result.Commits > 0 ? TableState.Committed : result.Version is null || result.Waiting is not null ? TableState.Waiting : TableState.Unchanged;
        run[reference] = run[reference].With(result) with { State = state, Reason = result.Waiting ?? (result.Version is null ? "there are no raw files yet" : null) };
    }

    private async Task CurateAsync(Run run, Model model, CancellationToken cancellationToken) =>
        run[model.Table] = run[model.Table].With(await curator.CurateAsync(model, run.Options.FullRefresh && run.Options.Names(model.Table), cancellationToken)) with { Suite = model.Expectations?.Name };
}
