using Lakehouse.Ingestor.Control;
using Lakehouse.Ingestor.Source;
using Lakehouse.Ingestor.Status;
using Npgsql;
using NpgsqlTypes;

namespace Lakehouse.Ingestor.Loading;

/// <summary>Loads tables: in the snapshot of a load that was killed where that still exists, otherwise in a new one.</summary>
internal sealed class LoadPass(SourceServer server, WriterLock writer, ServerIdentity identity, ReplicationTarget target, ControlStore controls, ProgressBoard board, ILogger logger)
{
    /// <summary>Longer waits for a lock mean that somebody waits for the killed load to let go.</summary>
    private static readonly TimeSpan ResumeLockTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Loads tables of the plan; where it went on with a killed load only those of that load.</summary>
    /// <returns>Tables that were set aside.</returns>
    /// <exception cref="NpgsqlException">The connection was lost; the next pass goes on.</exception>
    public async Task<IReadOnlyCollection<TableName>> RunAsync(ReplicationPlan plan, CancellationToken cancellationToken)
    {
        using var activity = IngestorMetrics.Activities.StartActivity("full load");
        return await TryResumeAsync(plan, cancellationToken) ?? await BeginAsync(plan, cancellationToken);
    }

    /// <returns>Null where there is nothing to go on with.</returns>
    private async Task<IReadOnlyCollection<TableName>?> TryResumeAsync(ReplicationPlan plan, CancellationToken cancellationToken)
    {
        var killed = plan.Load.Where(table => plan.Resumable.ContainsKey(table.Name)).GroupBy(table => plan.Resumable[table.Name].Snapshot!).MaxBy(load => plan.Resumable[load.First().Name].SnapshotTime);
        if (killed is null)
        {
            return null;
        }

        var first = plan.Resumable[killed.First().Name];
        await using var keeper = await OpenKeeperAsync(cancellationToken);
        var refused = await TableLocks.TakeAsync(keeper.Connection, killed.Select(table => table.Name), ResumeLockTimeout, cancellationToken);
        var lease = refused.Count > 0 ? null
            : await SnapshotLease.ResumeAsync(keeper, killed.Key, NpgsqlLogSequenceNumber.Parse(first.SnapshotLsn), first.SnapshotTime, cancellationToken);
        if (lease is null)
        {
            logger.LogInformation("The snapshot of the load that was interrupted is gone: tables that were not complete are loaded anew");
            return null;
        }

        await keeper.EndOthersAsync(server, cancellationToken);
        logger.LogInformation("Going on with the load of {Count} tables of {Server} as of {Lsn}", killed.Count(), server.Description, lease.Lsn);
        var failed = await LoadAsync(lease, plan, [.. killed], (context, table) => TablePlan.ResumeAsync(context, table, plan.Resumable[table.Name], cancellationToken), cancellationToken);
        await keeper.ReleaseAsync();
        return failed;
    }

    private async Task<IReadOnlyCollection<TableName>> BeginAsync(ReplicationPlan plan, CancellationToken cancellationToken)
    {
        await using var keeper = await OpenKeeperAsync(cancellationToken);
        await keeper.EndOthersAsync(server, cancellationToken);
        var refused = await TableLocks.TakeAsync(keeper.Connection, plan.Load.Select(table => table.Name), target.Options.LockTimeout, cancellationToken);
        foreach (var (table, reason) in refused)
        {
            board.Of(table).Failed(reason);
            logger.LogError("{Table}: set aside: {Reason}", table, reason);
        }

        var tables = await DescribeAsync(plan, refused, cancellationToken);
        var lease = await SnapshotLease.TakeAsync(keeper, server, identity, logger, cancellationToken);
        logger.LogInformation("Loading {Count} tables of {Server} as of {Lsn}", tables.Count, server.Description, lease.Lsn);
        var failed = await LoadAsync(lease, plan, tables, (context, table) => TablePlan.BeginAsync(context, table, cancellationToken), cancellationToken);
        await keeper.ReleaseAsync();
        return [.. refused.Keys, .. failed];
    }

    private Task<SnapshotKeeper> OpenKeeperAsync(CancellationToken cancellationToken) =>
        SnapshotKeeper.OpenAsync(server, target.Store.Root, target.Options.SnapshotHold, cancellationToken);

    /// <summary>Again, because until the locks were there the columns could change.</summary>
    private async Task<IReadOnlyList<SourceTable>> DescribeAsync(ReplicationPlan plan, IReadOnlyDictionary<TableName, string> refused, CancellationToken cancellationToken)
    {
        var remarks = plan.Load.ToDictionary(table => table.Name, table => table.Remarks);
        await using var connection = await server.OpenAsync(cancellationToken);
        return [.. (await SourceCatalog.ReadAsync(connection, target.Selection, cancellationToken))
            .Where(table => remarks.ContainsKey(table.Name) && !refused.ContainsKey(table.Name) && table.Refusal is null)
            .Select(table => table with { Remarks = remarks[table.Name] })];
    }

    private async Task<IReadOnlyCollection<TableName>> LoadAsync(
        SnapshotLease lease, ReplicationPlan plan, IReadOnlyList<SourceTable> tables, Func<LoadContext, SourceTable, Task<TablePlan>> planTable, CancellationToken cancellationToken)
    {
        using var largeValues = new SemaphoreSlim(1);
        var context = new LoadContext(server, writer, identity, lease, target.Store, controls, board, plan.Captured, largeValues, target.Options);
        var plans = new List<TablePlan>();
        foreach (var table in tables)
        {
            plans.Add(await planTable(context, table));
        }

        await new FullLoad(context, logger).RunAsync(plans, cancellationToken);

        var reports = tables.Select(table => board.Of(table.Name).Report()).ToArray();
        logger.LogInformation("Loaded {Count} tables, {Rows:N0} rows", reports.Count(report => report.State == TableState.Loaded), reports.Sum(report => report.Rows));
        return [.. reports.Where(report => report.State == TableState.Failed).Select(report => new TableName(report.Schema, report.Table))];
    }
}
