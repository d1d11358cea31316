using Lakehouse.Ingestor.Control;
using Lakehouse.Ingestor.Loading;
using Lakehouse.Ingestor.Source;
using Lakehouse.Ingestor.Status;
using Npgsql;

namespace Lakehouse.Ingestor;

/// <summary>Looks at the source once and loads what is not loaded yet.</summary>
internal sealed class ReplicationPass(SourceServer server, ReplicationTarget target, ProgressBoard board, ILogger logger)
{
    private readonly ControlStore controls = new(target.Store);
    private readonly HashSet<TableName> setAside = [];
    private readonly HashSet<string> told = [];

    /// <exception cref="SourceRefusedException">The raw folder holds another database's files.</exception>
    /// <exception cref="NpgsqlException">The connection could not be opened or was lost.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var writer = await WriterLock.AcquireAsync(server, target.Store.Root, logger, cancellationToken);
        await using var connection = await server.OpenAsync(cancellationToken);
        var identity = await ServerIdentity.ReadAsync(connection, cancellationToken);
        var tables = await SourceCatalog.ReadAsync(connection, target.Selection, cancellationToken);
        if (tables.Count == 0)
        {
            Tell(LogLevel.Warning, $"No table to replicate in {server.Description}, schema {string.Join(", ", target.Selection.Schemas)}. Looking again every {target.Options.DiscoveryInterval.TotalSeconds:0} s");
        }

        var pending = new List<SourceTable>();
        foreach (var table in tables)
        {
            if (await IsPendingAsync(table, identity, cancellationToken))
            {
                pending.Add(table);
            }
        }

        if (pending.Count > 0)
        {
            await LoadAsync(pending, identity, cancellationToken);
        }
    }

    private async Task<bool> IsPendingAsync(SourceTable table, ServerIdentity identity, CancellationToken cancellationToken)
    {
        var progress = board.Of(table.Name);
        if (table.Refusal is { } refusal)
        {
            progress.Refused(refusal);
            Tell(LogLevel.Warning, $"{table.Name}: not replicated: {refusal}");
            return false;
        }

        var control = await controls.ReadAsync(table.Name, cancellationToken);
        if (control is not null)
        {
            SourceRefusedException.ThrowIfAnother(control, identity, server, target.Store.Root);
        }

        if (control is not { State: LoadState.Loaded })
        {
            return !setAside.Contains(table.Name);
        }

        IReadOnlyList<string> remarks = table.Remarks;
        if (control.SchemaFingerprint != table.Fingerprint)
        {
            remarks = [.. remarks, "its columns have changed since it was loaded; the raw files have the old ones"];
        }

        progress.Found(control.Rows, control.Files, remarks);
        foreach (var remark in remarks)
        {
            Tell(LogLevel.Warning, $"{table.Name}: {remark}");
        }

        return false;
    }

    private async Task LoadAsync(IReadOnlyList<SourceTable> pending, ServerIdentity identity, CancellationToken cancellationToken)
    {
        using var activity = IngestorMetrics.Activities.StartActivity("full load");
        await using var locks = await TableLocks.TakeAsync(server, pending.Select(table => table.Name), target.Options.LockTimeout, cancellationToken);
        foreach (var (table, reason) in locks.Refused)
        {
            SetAside(table, reason);
        }

        // Again, because until the locks were there the columns could change.
        var names = pending.Select(table => table.Name).Except(locks.Refused.Keys).ToHashSet();
        var tables = (await SourceCatalog.ReadAsync(locks.Connection, target.Selection, cancellationToken)).Where(table => names.Contains(table.Name) && table.Refusal is null).ToArray();

        await using var snapshot = await SnapshotLease.TakeAsync(server, identity, logger, cancellationToken);
        logger.LogInformation("Loading {Count} tables of {Server} as of {Lsn}", tables.Length, server.Description, snapshot.Lsn);
        await using var clock = new NpgsqlCommand("SELECT clock_timestamp()", locks.Connection);
        var time = (DateTime)(await clock.ExecuteScalarAsync(cancellationToken))!;

        var context = new LoadContext(server, identity, snapshot, new DateTimeOffset(time, TimeSpan.Zero), target.Store, controls, board, target.Options);
        await new FullLoad(context, logger).RunAsync(tables, cancellationToken);

        var reports = tables.Select(table => board.Of(table.Name).Report()).ToArray();
        setAside.UnionWith(reports.Where(report => report.State == TableState.Failed).Select(report => new TableName(report.Schema, report.Table)));
        logger.LogInformation("Loaded {Count} tables, {Rows:N0} rows", reports.Count(report => report.State == TableState.Loaded), reports.Sum(report => report.Rows));
    }

    private void SetAside(TableName table, string reason)
    {
        setAside.Add(table);
        board.Of(table).Failed(reason);
        logger.LogError("{Table}: set aside: {Reason}", table, reason);
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
