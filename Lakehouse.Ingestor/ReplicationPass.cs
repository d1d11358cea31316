using Lakehouse.Ingestor.Changes;
using Lakehouse.Ingestor.Control;
using Lakehouse.Ingestor.Loading;
using Lakehouse.Ingestor.Source;
using Lakehouse.Ingestor.Status;
using Npgsql;

namespace Lakehouse.Ingestor;

/// <summary>Looks at the source, loads what is not loaded, and then captures changes until there is something to load again.</summary>
internal sealed class ReplicationPass(SourceServer server, ReplicationTarget target, SourceOptions source, ProgressBoard board, SourceState state, ILogger logger)
{
    private readonly ControlStore controls = new(target.Store);
    private readonly HashSet<TableName> setAside = [];
    private readonly HashSet<string> told = [];

    /// <exception cref="SourceRefusedException">The raw folder holds another database's files.</exception>
    /// <exception cref="NpgsqlException">The connection could not be opened or was lost.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        HasMore = false;
        await using var writer = await WriterLock.AcquireAsync(server, target.Store.Root, logger, cancellationToken);
        await using var connection = await server.OpenAsync(cancellationToken);
        var identity = await ServerIdentity.ReadAsync(connection, cancellationToken);
        var tables = await SourceCatalog.ReadAsync(connection, target.Selection, cancellationToken);
        if (tables.Count == 0)
        {
            Tell(LogLevel.Warning, $"No table to replicate in {server.Description}, schema {string.Join(", ", target.Selection.Schemas)}. Looking again every {target.Options.DiscoveryInterval.TotalSeconds:0} s");
        }

        await RefuseAnotherDatabaseAsync(tables, identity, cancellationToken);
        var slot = await SlotAsync(connection, identity, cancellationToken);
        var plan = await PlanAsync(connection, tables, slot, cancellationToken);
        state.Works();
        if (plan.Load.Count > 0)
        {
            setAside.UnionWith(await new LoadPass(server, identity, target, controls, board, logger).RunAsync(plan, cancellationToken));
            HasMore = true;
        }
        else if (slot is not null)
        {
            await CaptureAsync(slot, plan, cancellationToken);
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
            Tell(LogLevel.Warning, $"Changes after the load cannot be captured: {reason}");
            return null;
        }

        try
        {
            return await CaptureSlot.EnsureAsync(connection, controls, source.Name, identity, target.Store.Root, logger, cancellationToken);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            Tell(LogLevel.Warning, $"Changes after the load cannot be captured: {error.MessageText}. Run GRANT CREATE ON DATABASE {TableName.Quote(identity.Database)} TO the Ingestor's role");
            return null;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.ConfigurationLimitExceeded)
        {
            Tell(LogLevel.Warning, $"Changes after the load cannot be captured: {error.MessageText}. Raise max_replication_slots, or drop a slot that nobody uses (pg_replication_slots)");
            return null;
        }
    }

    private async Task<ReplicationPlan> PlanAsync(NpgsqlConnection connection, IReadOnlyList<SourceTable> tables, CaptureSlot? slot, CancellationToken cancellationToken)
    {
        var candidates = tables.Where(table => table.Refusal is null && table.CaptureRefusal is null).Select(table => table.Name).ToArray();
        var publication = slot is null ? null : await slot.PublishAsync(connection, candidates, cancellationToken);
        var captured = publication is null ? [] : candidates.Except(publication.Refused.Keys).ToHashSet();

        var load = new List<SourceTable>();
        var resumable = new Dictionary<TableName, TableControl>();
        var loaded = new List<(SourceTable, TableControl)>();
        foreach (var table in tables)
        {
            var progress = board.Of(table.Name);
            if (table.Refusal is { } refusal)
            {
                progress.Refused(refusal);
                Tell(LogLevel.Warning, $"{table.Name}: not replicated: {refusal}");
                continue;
            }

            var described = table with { Remarks = RemarksOf(table, slot, publication) };
            var control = await controls.ReadAsync(table.Name, cancellationToken);
            var (isCaptured, publishedJustNow) = (captured.Contains(table.Name), publication?.Added.Contains(table.Name) == true);
            if (control is not null && ReplicationPlan.Stands(control, table, slot, isCaptured, publishedJustNow))
            {
                control = await NoteCaptureAsync(control, table, captured, slot, cancellationToken);
                loaded.Add((described, control));
                progress.Found(control.Rows, control.Files, described.Remarks);
            }
            else if (!setAside.Contains(table.Name))
            {
                load.Add(described);
                if (control is not null && ReplicationPlan.CanGoOn(control, table, slot, isCaptured, publishedJustNow))
                {
                    resumable[table.Name] = control;
                }
            }
        }

        return new ReplicationPlan(tables, load, resumable, loaded, captured);
    }

    private IReadOnlyList<string> RemarksOf(SourceTable table, CaptureSlot? slot, PublicationChange? publication)
    {
        var reason = slot is null ? null : table.CaptureRefusal ?? publication?.Refused.GetValueOrDefault(table.Name);
        IReadOnlyList<string> remarks = reason is null ? table.Remarks : [.. table.Remarks, reason];
        foreach (var remark in remarks)
        {
            Tell(LogLevel.Warning, $"{table.Name}: {remark}");
        }

        return remarks;
    }

    /// <summary>A table that is captured no more has a gap from now on: should it be captured again, it must be loaded again.</summary>
    private async Task<TableControl> NoteCaptureAsync(TableControl control, SourceTable table, HashSet<TableName> captured, CaptureSlot? slot, CancellationToken cancellationToken)
    {
        if (slot is null || !control.Captured || captured.Contains(table.Name))
        {
            return control;
        }

        control = control with { Captured = false };
        await controls.WriteAsync(table.Name, control, cancellationToken);
        return control;
    }

    private async Task CaptureAsync(CaptureSlot slot, ReplicationPlan plan, CancellationToken cancellationToken)
    {
        HasMore = true;
        var tables = new List<CapturedTable>();
        foreach (var (table, control) in plan.Loaded.Where(item => plan.Captured.Contains(item.Table.Name)))
        {
            var captured = await CapturedTable.OpenAsync(table, control, target.Store, board.Of(table.Name), cancellationToken);
            UnfinishedUploads.Delete(captured.Store);
            tables.Add(captured);
        }

        var failures = new ChangeFailures(controls, logger);
        using var router = new ChangeRouter(tables, new TypeCatalog(server), failures, target.Options);
        await using var watch = new SourceWatch(server, target.Selection, plan.Tables, target.Options.DiscoveryInterval, logger);
        try
        {
            await new ChangeCapture(server, slot, router, target.Options, logger).RunAsync(() => watch.HasNews, cancellationToken);
        }
        finally
        {
            setAside.UnionWith(failures.Tables);
        }
    }

    /// <summary>Says a thing once, though each pass finds it again.</summary>
    private void Tell(LogLevel level, string message)
    {
        if (told.Add(message))
        {
            logger.Log(level, "{Message}", message);
        }
    }
}
