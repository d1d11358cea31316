using System.Diagnostics;
using Lakehouse.Ingestor.Columns;
using Lakehouse.Ingestor.Control;
using Lakehouse.Ingestor.Copying;
using Lakehouse.Ingestor.Raw;
using Lakehouse.Ingestor.Source;
using Lakehouse.Ingestor.Status;
using Lakehouse.Pipelines;

namespace Lakehouse.Ingestor.Loading;

/// <summary>The load of one table: its control file, its files' numbers, and how many of its ranges are still to come.</summary>
internal sealed class TableLoad : IDisposable
{
    private readonly ControlStore controls;
    private readonly TableProgress progress;
    private readonly RangeCopyTarget target;
    private readonly RawFileSequence files;
    private readonly Activity? activity;
    private TableControl control;
    private int rangesLeft;
    private int failed;

    private TableLoad(SourceTable table, TableControl control, ControlStore controls, RangeCopyTarget target, int ranges)
    {
        Table = table;
        this.control = control;
        this.controls = controls;
        this.target = target;
        progress = target.Progress;
        files = target.Files;
        rangesLeft = ranges;
        activity = IngestorMetrics.Activities.StartActivity($"load {table.Name}", ActivityKind.Internal, parentContext: default, new TagSet(table.Name).Tags);
    }

    public SourceTable Table { get; }

    /// <summary>It was set aside: what is left of it is not read.</summary>
    public bool Failed => Volatile.Read(ref failed) != 0;

    /// <summary>Records the start, clears what a killed attempt left, and tells readers to forget the files it published.</summary>
    public static async Task<TableLoad> BeginAsync(LoadContext context, SourceTable table, int ranges, CancellationToken cancellationToken)
    {
        var progress = context.Progress.Of(table.Name);
        progress.Start(table.EstimatedRows, table.Remarks);
        var store = context.Store.At(RawNames.Folder(table.Name.Schema, table.Name.Table));
        UnfinishedUploads.Delete(store);

        var files = await RawFileSequence.ContinueAsync(store, cancellationToken);
        var before = await context.Controls.ReadAsync(table.Name, cancellationToken);
        var control = ControlOf(context, table, (before?.Attempt ?? 0) + 1);
        await context.Controls.WriteAsync(table.Name, control, cancellationToken);

        var time = PostgresTime.UnixMicroseconds(context.SnapshotTime);
        var constants = new LoadConstants("I", time, ChangeSequence.OfLoad(context.Snapshot.Lsn, control.Attempt).ToString());
        var target = new RangeCopyTarget(table.Name, store, new RawSchema(table.Columns), constants, files, progress, context.Options);
        var load = new TableLoad(table, control, context.Controls, target, ranges);
        if (files.HadFiles)
        {
            await load.PublishResetAsync(new LoadConstants("T", time, ChangeSequence.OfReset(context.Snapshot.Lsn, control.Attempt).ToString()), cancellationToken);
        }

        return load;
    }

    /// <summary>Reads one range.</summary>
    public async Task ReadAsync(Stream rows, CancellationToken cancellationToken)
    {
        await using var copy = new RangeCopy(target);
        await copy.RunAsync(rows, cancellationToken);
    }

    /// <summary>Counts a range as read; the last one completes the table.</summary>
    /// <returns>True when the table is complete.</returns>
    public async Task<bool> RangeDoneAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Decrement(ref rangesLeft) > 0 || Failed)
        {
            return false;
        }

        if (progress.Report().Files.Count == 0)
        {
            // So that readers learn the columns of an empty table.
            using var empty = LoadFile.Create(target.Store, target.Schema, target.Limits.Compression, target.Constants);
            progress.Published(await files.PublishLoadAsync(empty, cancellationToken));
        }

        control = control with { State = LoadState.Loaded, Files = progress.Report().Files, Rows = progress.Report().Rows };
        await controls.WriteAsync(Table.Name, control, cancellationToken);
        progress.Loaded();
        activity?.SetTag("lakehouse.rows", control.Rows);
        return true;
    }

    /// <summary>Sets the table aside.</summary>
    public async Task FailAsync(string reason, CancellationToken cancellationToken)
    {
        Volatile.Write(ref failed, 1);
        progress.Failed(reason);
        activity?.SetStatus(ActivityStatusCode.Error, reason);
        control = control with { State = LoadState.Failed, Error = reason, Files = progress.Report().Files, Rows = progress.Report().Rows };
        await controls.WriteAsync(Table.Name, control, cancellationToken);
    }

    public void Dispose()
    {
        files.Dispose();
        activity?.Dispose();
    }

    private static TableControl ControlOf(LoadContext context, SourceTable table, int attempt) => new()
    {
        Table = table.Name.ToString(),
        RelationOid = table.Oid,
        State = LoadState.Loading,
        Attempt = attempt,
        SystemIdentifier = context.Identity.SystemIdentifier,
        DatabaseOid = context.Identity.DatabaseOid,
        Database = context.Identity.Database,
        SchemaFingerprint = table.Fingerprint,
        Columns = [.. table.Columns.Select(column => new ColumnControl(column.Name, column.PostgresType, column.Type.Name))],
        Key = table.Key,
        SnapshotLsn = context.Snapshot.Lsn.ToString(),
        SnapshotTime = context.SnapshotTime,
        Captured = context.Captured.Contains(table.Name),
    };

    private async Task PublishResetAsync(LoadConstants constants, CancellationToken cancellationToken)
    {
        var buffers = target.Schema.CreateBuffers();
        Array.ForEach(buffers, buffer => buffer.AppendNull());
        using var reset = LoadFile.Create(target.Store, target.Schema, target.Limits.Compression, constants);
        reset.Write(buffers, 1);
        progress.Published(await files.PublishLoadAsync(reset, cancellationToken));
    }
}
