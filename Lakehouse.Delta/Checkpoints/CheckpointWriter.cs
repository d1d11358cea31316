using Lakehouse.Delta.Engine;
using Lakehouse.Storage;

namespace Lakehouse.Delta;

/// <summary>Writes classic checkpoints (protocol: V1 Spec), which readers of every age understand.</summary>
internal static class CheckpointWriter
{
    private static readonly TimeSpan DefaultRetention = TimeSpan.FromDays(7);

    /// <summary>Writes the checkpoint of a snapshot and points <c>_last_checkpoint</c> at it.</summary>
    public static async Task<CheckpointResult> WriteAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        var store = snapshot.Store;
        var lines = Path.Combine(Path.GetTempPath(), $"lakehouse-checkpoint-{Guid.NewGuid():N}.json");
        var parquet = store.CreateUploadFile(".parquet");
        try
        {
            var actions = await WriteLinesAsync(snapshot, lines, cancellationToken).ConfigureAwait(false);
            await ToParquetAsync(lines, parquet, cancellationToken).ConfigureAwait(false);
            var size = new FileInfo(parquet).Length;
            await store.PutFileAsync(LogFile.CheckpointPath(snapshot.Version), parquet, cancellationToken).ConfigureAwait(false);
            await AdvanceHintAsync(store, snapshot, actions, size, cancellationToken).ConfigureAwait(false);
            return new CheckpointResult(snapshot.Version, [LogFile.CheckpointPath(snapshot.Version)], actions, size);
        }
        finally
        {
            File.Delete(lines);
            File.Delete(parquet);
        }
    }

    private static async Task<long> WriteLinesAsync(Snapshot snapshot, string file, CancellationToken cancellationToken)
    {
        var count = 0L;
        await using var stream = new FileStream(file, FileMode.CreateNew);
        foreach (var batch in Actions(snapshot).Chunk(1024))
        {
            await stream.WriteAsync(ActionWriter.ToBytes(batch), cancellationToken).ConfigureAwait(false);
            count += batch.Length;
        }

        return count;
    }

    private static IEnumerable<LogAction> Actions(Snapshot snapshot)
    {
        var expired = (DateTimeOffset.UtcNow - Retention(snapshot.Metadata)).ToUnixTimeMilliseconds();
        return Enumerable.Empty<LogAction>()
            .Append(snapshot.Protocol)
            .Append(snapshot.Metadata)
            .Concat(snapshot.Transactions.Values)
            .Concat(snapshot.Domains.Values)
            .Concat(snapshot.Tombstones.Where(file => file.DeletionTimestampMs > expired).Select(file => file with { DataChange = false, Tags = null }))
            .Concat(snapshot.Files.Select(file => file with { DataChange = false }));
    }

    private static TimeSpan Retention(Metadata metadata) =>
        CalendarInterval.TryParse(metadata.Property("delta.deletedFileRetentionDuration"), out var retention) ? retention : DefaultRetention;

    private static async Task ToParquetAsync(string lines, string parquet, CancellationToken cancellationToken)
    {
        const long MaxLine = 1L << 30;
        await using var engine = DuckDbEngine.OpenInternal();
        var columns = string.Join(", ", CheckpointSchema.Written.Select(column => $"{Sql.Text(column.Name)}: {Sql.Text(column.Type)}"));
        await engine.ExecuteAsync(
            $"COPY (SELECT * FROM read_json({Sql.Text(lines)}, format = 'newline_delimited', maximum_object_size = {MaxLine}, columns = {{{columns}}})) TO {Sql.Text(parquet)} (FORMAT parquet, COMPRESSION snappy)",
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The hint only moves forward: another writer may have finished a later checkpoint meanwhile.</summary>
    private static async Task AdvanceHintAsync(ObjectStore store, Snapshot snapshot, long actions, long size, CancellationToken cancellationToken)
    {
        if (await LastCheckpoint.ReadVersionAsync(store, cancellationToken).ConfigureAwait(false) is not { } present || present < snapshot.Version)
        {
            await store.PutAsync(LastCheckpoint.Path, LastCheckpoint.Write(snapshot.Version, actions, size, snapshot.FileCount), cancellationToken).ConfigureAwait(false);
        }
    }
}
