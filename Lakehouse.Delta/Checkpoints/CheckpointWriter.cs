using Lakehouse.Delta.Engine;
using Lakehouse.Storage;

namespace Lakehouse.Delta;

/// <summary>
/// Writes checkpoints: classic ones, which readers of every age understand, or v2 ones where the table has <c>delta.checkpointPolicy = v2</c>
/// (PROTOCOL.md: V2 Spec). A v2 checkpoint has the files of the table in a sidecar, so that who asks only for the schema need not read them.
/// </summary>
internal static class CheckpointWriter
{
    private static readonly TimeSpan DefaultRetention = TimeSpan.FromDays(7);

    private static readonly IReadOnlyList<(string Name, string Type)> FileColumns = [.. CheckpointSchema.Written.Where(column => column.Name is "add" or "remove")];

    /// <summary>Writes the checkpoint of a snapshot and points <c>_last_checkpoint</c> at it.</summary>
    public static async Task<CheckpointResult> WriteAsync(Snapshot snapshot, IProgress<OperationProgress>? listener, CancellationToken cancellationToken)
    {
        var isV2 = string.Equals(snapshot.Metadata.Property("delta.checkpointPolicy"), "v2", StringComparison.OrdinalIgnoreCase) && snapshot.Protocol.Has("v2Checkpoint");
        var progress = new StepProgress(listener, "writing the checkpoint", "actions", snapshot.FileCount + snapshot.Tombstones.Count).Begin();
        var result = isV2 ? await WriteV2Async(snapshot, progress, cancellationToken).ConfigureAwait(false) : await WriteClassicAsync(snapshot, progress, cancellationToken).ConfigureAwait(false);
        await AdvanceHintAsync(snapshot, result, cancellationToken).ConfigureAwait(false);
        return result;
    }

    private static async Task<CheckpointResult> WriteClassicAsync(Snapshot snapshot, StepProgress progress, CancellationToken cancellationToken)
    {
        var path = LogFile.CheckpointPath(snapshot.Version);
        var (actions, bytes) = await PutAsync(snapshot.Store, path, [.. TableActions(snapshot), .. FileActions(snapshot)], CheckpointSchema.Written, new CheckpointAddColumns(snapshot), progress, cancellationToken).ConfigureAwait(false);
        return new CheckpointResult(snapshot.Version, [path], actions, bytes);
    }

    /// <summary>The sidecar first: a checkpoint that can be seen must be whole.</summary>
    private static async Task<CheckpointResult> WriteV2Async(Snapshot snapshot, StepProgress progress, CancellationToken cancellationToken)
    {
        var name = $"{Guid.NewGuid()}.parquet";
        var sidecar = CheckpointReader.SidecarFolder + name;
        var files = await PutAsync(snapshot.Store, sidecar, FileActions(snapshot), FileColumns, new CheckpointAddColumns(snapshot), progress, cancellationToken).ConfigureAwait(false);
        var path = LogFile.UuidCheckpointPath(snapshot.Version, Guid.NewGuid());
        LogAction[] references = [new CheckpointMetadata(snapshot.Version), new Sidecar(name, files.Bytes) { ModificationTimeMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() }];
        var own = await PutAsync(snapshot.Store, path, [.. references, .. TableActions(snapshot)], [.. CheckpointSchema.Written, .. CheckpointSchema.WrittenInV2], new CheckpointAddColumns(snapshot), progress, cancellationToken).ConfigureAwait(false);
        return new CheckpointResult(snapshot.Version, [path, sidecar], own.Actions + files.Actions, own.Bytes + files.Bytes);
    }

    private static IEnumerable<LogAction> TableActions(Snapshot snapshot) =>
        Enumerable.Empty<LogAction>().Append(snapshot.Protocol).Append(snapshot.Metadata).Concat(snapshot.Transactions.Values).Concat(snapshot.Domains.Values);

    private static IEnumerable<LogAction> FileActions(Snapshot snapshot)
    {
        var retention = CalendarInterval.TryParse(snapshot.Metadata.Property("delta.deletedFileRetentionDuration"), out var own) ? own : DefaultRetention;
        var expired = (DateTimeOffset.UtcNow - retention).ToUnixTimeMilliseconds();
        return Enumerable.Empty<LogAction>()
            .Concat(snapshot.Tombstones.Where(file => file.DeletionTimestampMs > expired).Select(file => file with { DataChange = false, Tags = null }))
            .Concat(snapshot.Files.Select(file => file with { DataChange = false }));
    }

    private static async Task<(long Actions, long Bytes)> PutAsync(ObjectStore store, string path, IEnumerable<LogAction> actions, IReadOnlyList<(string Name, string Type)> columns, CheckpointAddColumns adds, StepProgress progress, CancellationToken cancellationToken)
    {
        var lines = Path.Combine(Path.GetTempPath(), $"lakehouse-checkpoint-{Guid.NewGuid():N}.json");
        var parquet = store.CreateUploadFile(".parquet");
        try
        {
            var count = await WriteLinesAsync(actions, lines, adds.WritesStructs, progress, cancellationToken).ConfigureAwait(false);
            await ToParquetAsync(lines, parquet, columns, adds, cancellationToken).ConfigureAwait(false);
            var size = new FileInfo(parquet).Length;
            await store.PutFileAsync(path, parquet, cancellationToken).ConfigureAwait(false);
            return (count, size);
        }
        finally
        {
            File.Delete(lines);
            File.Delete(parquet);
        }
    }

    private static async Task<long> WriteLinesAsync(IEnumerable<LogAction> actions, string file, bool withStatisticsTexts, StepProgress progress, CancellationToken cancellationToken)
    {
        var count = 0L;
        await using var stream = new FileStream(file, FileMode.CreateNew);
        foreach (var batch in actions.Chunk(1024))
        {
            await stream.WriteAsync(ActionWriter.ToBytes(batch, withStatisticsTexts), cancellationToken).ConfigureAwait(false);
            count += batch.Length;
            progress.Add(batch.Count(action => action is AddFile or RemoveFile));
        }

        return count;
    }

    private static async Task ToParquetAsync(string lines, string parquet, IReadOnlyList<(string Name, string Type)> columns, CheckpointAddColumns adds, CancellationToken cancellationToken)
    {
        const long MaxLine = 1L << 30;
        await using var engine = DuckDbEngine.OpenInternal();
        var types = string.Join(", ", CheckpointSchema.WithAdd(columns, adds.ExtraMembers).Select(column => $"{Sql.Text(column.Name)}: {Sql.Text(column.Type)}"));
        var written = string.Join(", ", columns.Select(column => column.Name == "add" ? adds.Select(CheckpointSchema.AddMembers) : Sql.Name(column.Name)));
        await engine.ExecuteAsync(
            $"COPY (SELECT {written} FROM read_json({Sql.Text(lines)}, format = 'newline_delimited', maximum_object_size = {MaxLine}, columns = {{{types}}})) TO {Sql.Text(parquet)} (FORMAT parquet, COMPRESSION snappy, {ParquetCalendar.Option})",
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The hint only moves forward: another writer may have finished a later checkpoint meanwhile.</summary>
    private static async Task AdvanceHintAsync(Snapshot snapshot, CheckpointResult written, CancellationToken cancellationToken)
    {
        if (await LastCheckpoint.ReadVersionAsync(snapshot.Store, cancellationToken).ConfigureAwait(false) is not { } present || present < snapshot.Version)
        {
            await snapshot.Store.PutAsync(LastCheckpoint.Path, LastCheckpoint.Write(snapshot.Version, written.Actions, written.Bytes, snapshot.FileCount), cancellationToken).ConfigureAwait(false);
        }
    }
}
