using Amazon.StepFunctions;
using Lakehouse.Pipelines;
using Lakehouse.Storage;
using Lakehouse.Transformer.Runs;
using Lakehouse.Transformer.Staging;

namespace Lakehouse.Transformer.Handover;

/// <summary>Decides whether a run's work is handed over to Spark, and if so starts the state machine, or finds what was started, and follows it to the end.</summary>
internal sealed class HandoverWorker(Pipeline pipeline, Lake lake, LakeTables tables, TableStager stager, TransformerOptions options, GlueOptions glue, Func<IAmazonStepFunctions> connect, ILogger<HandoverWorker> logger)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);
    private static readonly TimeSpan AnotherGoesOn = TimeSpan.FromMinutes(1);

    private readonly ObjectStore store = ObjectStores.Open(lake.Quality).At(pipeline.Name);

    /// <summary>Does a run's work on Spark, when it is for Spark.</summary>
    /// <returns>False when the work is for this service, and nothing was done.</returns>
    /// <exception cref="HandoverException">The execution failed, cannot be started, or has to wait after a failure.</exception>
    public async Task<bool> TryRunAsync(Run run, CancellationToken cancellationToken)
    {
        if (options.Engine == EngineChoice.Local)
        {
            return false;
        }

        var record = await HandoverRecord.ReadAsync(store, cancellationToken);
        var input = ExecutionInput.Of(run.Options);
        if (record is { State: HandoverRecord.Running })
        {
            await CarryOutAsync(run, record, cancellationToken);
            if (run.Options.IsDefault || record.Input == input)
            {
                return true;
            }

            record = await HandoverRecord.ReadAsync(store, cancellationToken); // what ran was somebody else's: now comes what this run asks for
        }

        var work = run.Options.IsDefault ? await PendingWork.FindAsync(pipeline, stager, cancellationToken) : await RequestedWork.FindAsync(pipeline, stager, tables, run, cancellationToken);
        if (work.Bytes == 0 || (options.Engine == EngineChoice.Auto && work.Bytes <= options.GlueThresholdBytes))
        {
            return false;
        }

        WaitAfterFailure(run, record);
        record = HandoverRecord.Next(record, work, input);
        await record.WriteAsync(store, cancellationToken);
        logger.LogInformation("Run {Run}: {Bytes:N0} bytes are handed over to {Execution}", run.Id, work.Bytes, record.ExecutionName);
        await CarryOutAsync(run, record, cancellationToken);
        return true;
    }

    private async Task CarryOutAsync(Run run, HandoverRecord record, CancellationToken cancellationToken)
    {
        using var client = connect();
        var execution = new StateMachineExecution(client, glue.StateMachineArn!, record.ExecutionName);
        var before = await VersionsAsync(run, cancellationToken);
        await execution.StartAsync(record.Input, cancellationToken);
        var report = await FollowAsync(run, execution, cancellationToken);
        await FinishAsync(run, record, report, before, cancellationToken);
    }

    private void WaitAfterFailure(Run run, HandoverRecord? last)
    {
        if (last is { State: HandoverRecord.Failed, Failures: > 0 } && run.Trigger != RunTrigger.Request)
        {
            var delay = TimeSpan.FromTicks((long)Math.Min(LongestDelay.Ticks, glue.RetryDelay.Ticks * Math.Pow(2, last.Failures - 1)));
            if (last.Changed + delay is var earliest && earliest > DateTimeOffset.UtcNow)
            {
                run.RetryAfter = earliest - DateTimeOffset.UtcNow;
                throw new HandoverException($"The execution {last.ExecutionName} failed; the next one is not started before {earliest:yyyy-MM-dd HH:mm:ss} UTC. POST /runs starts one at once.");
            }
        }
    }

    private async Task<ExecutionReport> FollowAsync(Run run, StateMachineExecution execution, CancellationToken cancellationToken)
    {
        while (true)
        {
            var report = await execution.DescribeAsync(cancellationToken)
                ?? throw new HandoverException($"The execution {execution.Arn} was started and cannot be found. It is asked for again.");
            if (run.Execution is not { } last || last.Status != report.Status || !last.RunningStates.SequenceEqual(report.RunningStates))
            {
                run.Execution = report;
                logger.LogInformation("Run {Run}: {Execution} {Status} {States}", run.Id, report.Arn, report.Status, string.Join(", ", report.RunningStates));
            }

            if (!report.Runs)
            {
                return report;
            }

            await Task.Delay(glue.PollInterval, cancellationToken);
        }
    }

    private async Task FinishAsync(Run run, HandoverRecord record, ExecutionReport report, IReadOnlyDictionary<TableReference, long?> before, CancellationToken cancellationToken)
    {
        var after = await VersionsAsync(run, cancellationToken);
        foreach (var (table, version) in after)
        {
            run[table] = run[table] with { State = version == before[table] ? TableState.Unchanged : TableState.Committed, Version = version, Commits = (int)((version ?? -1) - (before[table] ?? -1)) };
        }

        await (record with
        {
            State = report.Succeeded ? HandoverRecord.Succeeded : HandoverRecord.Failed,
            Failures = report.Succeeded ? 0 : record.Failures + 1,
            Changed = DateTimeOffset.UtcNow,
        }).WriteAsync(store, cancellationToken);
        if (!report.Succeeded)
        {
            run.RetryAfter = glue.RetryDelay;
            throw new HandoverException($"The execution {report.Arn} ended as {report.Status}: {report.Error} {report.Cause}");
        }

        // What came meanwhile is the next run's. The same work still pending means that the execution met another one, and left it to that.
        run.RetryAfter = (await PendingWork.FindAsync(pipeline, stager, cancellationToken)) is { Bytes: > 0 } left
            ? left.Fingerprint == record.Fingerprint ? AnotherGoesOn : TimeSpan.Zero
            : null;
    }

    private async Task<IReadOnlyDictionary<TableReference, long?>> VersionsAsync(Run run, CancellationToken cancellationToken)
    {
        var versions = new Dictionary<TableReference, long?>();
        foreach (var table in run.Tables)
        {
            versions[table] = (await tables[table].TryGetSnapshotAsync(cancellationToken))?.Version;
        }

        return versions;
    }
}
