using System.Diagnostics;
using Lakehouse.Ingestor.Columns;
using Lakehouse.Ingestor.Control;
using Lakehouse.Ingestor.Copying;
using Lakehouse.Ingestor.Raw;
using Lakehouse.Ingestor.Source;
using Lakehouse.Ingestor.Status;
using Lakehouse.Pipelines;
using Lakehouse.Storage;

namespace Lakehouse.Ingestor.Loading;

/// <summary>The load of one table: its control file, its files' numbers, and how many of its ranges are still to come.</summary>
internal sealed class TableLoad : IDisposable
{
    private readonly LoadContext context;
    private readonly TableProgress progress;
    private readonly RangeCopyTarget target;
    private readonly RawFileSequence files;
    private readonly Activity? activity;
    private TableControl control;
    private int rangesLeft;
    private int failed;

    private TableLoad(SourceTable table, TableControl control, LoadContext context, ObjectStore store, RawFileSequence files, LoadConstants constants, int ranges)
    {
        Table = table;
        this.control = control;
        this.context = context;
        this.files = files;
        progress = context.Progress.Of(table.Name);
        target = new RangeCopyTarget(table.Name, store, new RawSchema(table.Columns), constants, PublishAsync, progress, context.LargeValues, context.Options);
        rangesLeft = ranges;
        activity = IngestorMetrics.Activities.StartActivity($"load {table.Name}", ActivityKind.Internal, parentContext: default, new TagSet(table.Name).Tags);
    }

    public SourceTable Table { get; }

    /// <summary>It was set aside: what is left of it is not read.</summary>
    public bool Failed => Volatile.Read(ref failed) != 0;

    /// <summary>Clears what a killed process left, and tells readers to forget the files of an attempt that is given up.</summary>
    public static async Task<TableLoad> BeginAsync(LoadContext context, TablePlan plan, CancellationToken cancellationToken)
    {
        var (table, control) = (plan.Table, plan.Control);
        var progress = context.Progress.Of(table.Name);
        progress.Start(table.EstimatedRows, table.Remarks);
        progress.Resume(plan.Durable?.Rows ?? 0, plan.Durable?.Files ?? []);
        var store = context.Store.At(RawNames.Folder(table.Name.Schema, table.Name.Table));
        UnfinishedUploads.Delete(store);

        var files = await RawFileSequence.ContinueAsync(store, cancellationToken);
        var time = PostgresTime.UnixMicroseconds(context.Snapshot.Time);
        var constants = new LoadConstants("I", time, ChangeSequence.OfLoad(context.Snapshot.Lsn, control.Attempt).ToString());
        var load = new TableLoad(table, control, context, store, files, constants, Math.Max(1, plan.Ranges.Count));
        if (files.HadFiles && plan.Durable is not { Files.Count: > 0 })
        {
            await load.PublishResetAsync(new LoadConstants("T", time, ChangeSequence.OfReset(context.Snapshot.Lsn, control.Attempt).ToString()), cancellationToken);
        }

        return load;
    }

    /// <summary>Reads one range.</summary>
    public async Task ReadAsync(Stream rows, RangeRest range, CancellationToken cancellationToken)
    {
        await using var copy = new RangeCopy(target, new LoadPosition(control.Attempt, range.Number, range.Skip, Complete: false));
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
            using var empty = LoadFile.Create(target.Store, target.Schema, target.Schema.CreateBuffers(), target.Limits.Compression, target.Constants, LoadPosition.Begun(control.Attempt));
            await PublishAsync(empty, cancellationToken);
        }

        context.Snapshot.Lost.ThrowIfCancellationRequested(); // without the locks a TRUNCATE may have left the snapshot with less than it had
        control = control with { State = LoadState.Loaded, Snapshot = null, Ranges = [], Files = progress.Report().Files, Rows = progress.Report().Rows };
        await context.Controls.WriteAsync(Table.Name, control, cancellationToken);
        progress.Loaded();
        activity?.SetTag("lakehouse.rows", control.Rows);
        activity?.SetTag("lakehouse.lsn", control.SnapshotLsn);
        return true;
    }

    /// <summary>Sets the table aside.</summary>
    public async Task FailAsync(string reason, CancellationToken cancellationToken)
    {
        Volatile.Write(ref failed, 1);
        progress.Failed(reason);
        activity?.SetStatus(ActivityStatusCode.Error, reason);
        control = control with { State = LoadState.Failed, Snapshot = null, Ranges = [], Error = reason, Files = progress.Report().Files, Rows = progress.Report().Rows };
        await context.Controls.WriteAsync(Table.Name, control, cancellationToken);
    }

    public void Dispose()
    {
        files.Dispose();
        activity?.Dispose();
    }

    /// <summary>Not without the writer's lock: another Ingestor that has taken over numbers its files from those that it found.</summary>
    private async Task PublishAsync(IUnpublishedFile file, CancellationToken cancellationToken)
    {
        using var span = IngestorMetrics.StartPublication(progress.Tags, activity?.Context ?? default);
        await context.Writer.ConfirmAsync(cancellationToken);
        var published = await files.PublishLoadAsync(file, cancellationToken);
        progress.Published(published);
        span?.Describe(published, context.Snapshot.Lsn.ToString());
    }

    private async Task PublishResetAsync(LoadConstants constants, CancellationToken cancellationToken)
    {
        var buffers = target.Schema.CreateBuffers();
        Array.ForEach(buffers, buffer => buffer.AppendNull());
        using var reset = LoadFile.Create(target.Store, target.Schema, buffers, target.Limits.Compression, constants, LoadPosition.Begun(control.Attempt));
        reset.Write(buffers, 1);
        await PublishAsync(reset, cancellationToken);
    }
}
