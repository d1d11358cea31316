using Lakehouse.Ingestor.Changes;
using Lakehouse.Ingestor.Control;
using Lakehouse.Ingestor.Guarding;
using Lakehouse.Ingestor.Loading;
using Lakehouse.Ingestor.Source;
using Lakehouse.Ingestor.Status;
using Npgsql;

namespace Lakehouse.Ingestor;

/// <summary>Looks at the source, loads what is not loaded while it captures the changes of what is, and ends when there is something to load again.</summary>
internal sealed class ReplicationPass(
    SourceServer server, ReplicationTarget target, SourceOptions source, ProgressBoard board, SourceState state, SlotStatus slotStatus, ReloadRequests reloads, ILogger logger)
{
    private readonly ControlStore controls = new(target.Store);
    private readonly HashSet<TableName> setAside = [];
    private readonly OnceLog notices = new(logger);
    private CaptureRun? capture;

    /// <exception cref="SourceRefusedException">The raw folder holds another database's files.</exception>
    /// <exception cref="NpgsqlException">The connection could not be opened or was lost.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        HasMore = false;
        slotStatus.Report = null;
        await using var writer = await WriterLock.AcquireAsync(server, target.Store.Root, Waits, cancellationToken);
        using var held = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, writer.Lost);
        try
        {
            await RunAsync(writer, held.Token);
        }
        catch (OperationCanceledException) when (writer.Lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new NpgsqlException("The session that keeps other Ingestors waiting has ended, so that another may have taken over.");
        }
    }

    private async Task RunAsync(WriterLock writer, CancellationToken cancellationToken)
    {
        await using var connection = await server.OpenAsync(cancellationToken);
        var identity = await ServerIdentity.ReadAsync(connection, cancellationToken);
        var tables = await SourceCatalog.ReadAsync(connection, target.Selection, cancellationToken);
        if (tables.Count == 0)
        {
            notices.Warn($"No table to replicate in {server.Description}, schema {string.Join(", ", target.Selection.Schemas)}. Looking again every {target.Options.DiscoveryInterval.TotalSeconds:0} s");
        }

        var planner = new ReplicationPlanner(controls, reloads, board, setAside, notices, logger);
        await RefuseAnotherDatabaseAsync(tables, identity, cancellationToken);
        var slot = await SlotAsync(connection, identity, cancellationToken);
        var plan = await planner.PlanAsync(connection, tables, slot, cancellationToken);
        state.Works();
        try
        {
            HasMore = slot is not null || plan.Load.Count > 0;
            await WorkAsync(plan, slot, identity, writer, cancellationToken);
        }
        catch (ChangesLostException lost)
        {
            logger.LogError("{Reason}", lost.Message);
            await CaptureSlot.DropAsync(connection, slot!.Name, cancellationToken);
        }
    }

    /// <summary>Whether the next pass should follow at once.</summary>
    public bool HasMore { get; private set; }

    private async Task RefuseAnotherDatabaseAsync(IReadOnlyList<SourceTable> tables, ServerIdentity identity, CancellationToken cancellationToken)
    {
        foreach (var table in tables)
        {
            if (await controls.ReadAsync(table.Name, cancellationToken) is { } control)
            {
                SourceRefusedException.ThrowIfAnother(control, identity, server, target.Store.Root);
            }
        }
    }

    private async Task<CaptureSlot?> SlotAsync(NpgsqlConnection connection, ServerIdentity identity, CancellationToken cancellationToken)
    {
        if (!target.Options.CaptureChanges)
        {
            return null;
        }

        if (identity.WhyNoChanges is { } reason)
        {
            notices.Warn($"Changes after the load cannot be captured: {reason}");
            return null;
        }

        try
        {
            return await CaptureSlot.EnsureAsync(connection, controls, source.Name, identity, target.Store.Root, logger, cancellationToken);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            notices.Warn($"Changes after the load cannot be captured: {error.MessageText}. Run GRANT CREATE ON DATABASE {TableName.Quote(identity.Database)} TO {TableName.Quote(identity.Role)}");
            return null;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.ConfigurationLimitExceeded)
        {
            notices.Warn($"Changes after the load cannot be captured: {error.MessageText}. Raise max_replication_slots, or drop a slot that nobody uses (pg_replication_slots)");
            return null;
        }
    }

    /// <summary>Load, capture and the slot's guardian side by side. Capture ends with the load, because the next one includes what was loaded.</summary>
    private async Task WorkAsync(ReplicationPlan plan, CaptureSlot? slot, ServerIdentity identity, WriterLock writer, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var load = plan.Load.Count > 0 ? LoadAsync(plan, identity, writer, stop.Token) : Task.CompletedTask;
        var changes = slot is null ? Task.CompletedTask : CaptureAsync(slot, plan, load, identity, writer, stop.Token);
        List<Task> running = [load, changes];
        if (slot is not null)
        {
            running.Add(new SlotGuardian(server, slot.Name, identity.Role, target.Options, slotStatus, logger).RunAsync(stop.Token));
        }

        var ended = Task.CompletedTask;
        while (ended.IsCompletedSuccessfully && !(load.IsCompletedSuccessfully && changes.IsCompletedSuccessfully))
        {
            ended = await Task.WhenAny(running);
            running.Remove(ended);
        }

        await stop.CancelAsync();
        foreach (var task in running)
        {
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await ended;
    }

    private async Task LoadAsync(ReplicationPlan plan, ServerIdentity identity, WriterLock writer, CancellationToken cancellationToken) =>
        setAside.UnionWith(await new LoadPass(server, writer, identity, target, controls, board, logger).RunAsync(plan, cancellationToken));

    private async Task CaptureAsync(CaptureSlot slot, ReplicationPlan plan, Task load, ServerIdentity identity, WriterLock writer, CancellationToken cancellationToken)
    {
        var tables = plan.Loaded.Where(item => plan.Captured.Contains(item.Table.Name)).ToArray();
        if (tables.Length == 0 && plan.Load.Count > 0)
        {
            return; // nothing to capture before the load
        }

        // Not confirmed while something is loaded, nor at its end: what committed after the load's snapshot is read again by the next run.
        await using var watch = new SourceWatch(server, target.Selection, plan.Tables, reloads, target.Options.DiscoveryInterval, logger);
        var session = new CaptureSession(
            slot.Name, [], new CaptureHorizon(controls, slot.Control, writer),
            MayConfirm: plan.Load.Count == 0,
            ShouldPause: () => load.IsCompleted && (plan.Load.Count > 0 || watch.HasNews || reloads.IsNew),
            identity.HasUnknownText);
        capture ??= new CaptureRun(server, target, controls, board, logger);
        try
        {
            await capture.RunAsync(session, identity.Version, tables, cancellationToken);
        }
        finally
        {
            setAside.UnionWith(capture.SetAside);
        }
    }

    private void Waits()
    {
        logger.LogWarning("Another Ingestor writes {Folder}; waiting to take over", target.Store.Root);
        state.Waits();
    }
}
