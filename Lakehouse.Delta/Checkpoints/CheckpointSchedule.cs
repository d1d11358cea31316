using System.Diagnostics;
using System.Globalization;
using DuckDB.NET.Data;

namespace Lakehouse.Delta;

/// <summary>Writes a checkpoint whenever the table property <c>delta.checkpointInterval</c> (10 commits unless set) says so.</summary>
internal static class CheckpointSchedule
{
    private const long DefaultInterval = 10;

    /// <summary>Writes a checkpoint of a version, and takes away what is older than the log's retention, unless <c>delta.enableExpiredLogCleanup</c> is false.</summary>
    public static async Task<CheckpointResult> WriteAsync(Snapshot snapshot, IProgress<OperationProgress>? progress, CancellationToken cancellationToken)
    {
        var written = await CheckpointWriter.WriteAsync(snapshot, progress, cancellationToken).ConfigureAwait(false);
        if (!snapshot.Metadata.IsOff("delta.enableExpiredLogCleanup"))
        {
            await LogCleanup.RunAsync(snapshot, cancellationToken).ConfigureAwait(false);
        }

        return written;
    }

    /// <summary>To be called after a commit. A checkpoint only saves readers time: that it fails is recorded, and does not fail the commit.</summary>
    public static async Task AfterCommitAsync(DeltaTable table, Metadata? metadata, long version, CancellationToken cancellationToken)
    {
        var interval = long.TryParse(metadata?.Property("delta.checkpointInterval"), CultureInfo.InvariantCulture, out var own) && own > 0 ? own : DefaultInterval;
        if (version == 0 || version % interval != 0)
        {
            return;
        }

        try
        {
            var latest = await table.GetSnapshotAsync(cancellationToken).ConfigureAwait(false);
            await WriteAsync(latest, null, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is DeltaException or IOException or UnauthorizedAccessException or DuckDBException)
        {
            Activity.Current?.AddException(failure, new TagList { { "delta.table", table.Location.ToString() }, { "delta.checkpoint.version", version } });
        }
    }
}
