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
    private readonly LoadContext context;
    private readonly TableProgress progress;
    private readonly RangeCopyTarget target;
    private readonly RawFileSequence files;
    private readonly Activity? activity;
    private TableControl control;
    private int rangesLeft;
    private int failed;

    private TableLoad(SourceTable table, TableControl control, LoadContext context, RangeCopyTarget target, int ranges)
    {
        Table = table;
        this.control = control;
        this.context = context;
        this.target = target;
        progress = target.Progress;
        files = target.Files;
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
        var target = new RangeCopyTarget(table.Name, store, new RawSchema(table.Columns), constants, files, progress, context.LargeValues, context.Options);
        var load = new TableLoad(table, control, context, target, Math.Max(1, plan.Ranges.Count));
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
            using var empty = LoadFile.Create(target.Store, target.Schema, target.Limits.Compression, target.Constants, LoadPosition.Begun(control.Attempt));
            progress.Published(await files.PublishLoadAsync(empty, cancellationToken));
        }

        context.Snapshot.Lost.ThrowIfCancellationRequested(); // without the locks a TRUNCATE may have left the snapshot with less than it had
        control = control with { State = LoadState.Loaded, Snapshot = null, Ranges = [], Files = progress.Report().Files, Rows = progress.Report().Rows };
        await context.Controls.WriteAsync(Table.Name, control, cancellationToken);
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
        control = control with { State = LoadState.Failed, Snapshot = null, Ranges = [], Error = reason, Files = progress.Report().Files, Rows = progress.Report().Rows };
        await context.Controls.WriteAsync(Table.Name, control, cancellationToken);
    }

    public void Dispose()
    {
        files.Dispose();
        activity?.Dispose();
    }

    private async Task PublishResetAsync(LoadConstants constants, CancellationToken cancellationToken)
    {
        var buffers = target.Schema.CreateBuffers();
        Array.ForEach(buffers, buffer => buffer.AppendNull());
        using var reset = LoadFile.Create(target.Store, target.Schema, target.Limits.Compression, constants, LoadPosition.Begun(control.Attempt));
        reset.Write(buffers, 1);
        progress.Published(await files.PublishLoadAsync(reset, cancellationToken));
    }
}
