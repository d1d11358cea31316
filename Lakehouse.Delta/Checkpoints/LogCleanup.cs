using Lakehouse.Storage;

namespace Lakehouse.Delta;

/// <summary>Deletes the part of the log that is older than its retention (PROTOCOL.md: Metadata Cleanup).</summary>
internal static class LogCleanup
{
    private static readonly TimeSpan DefaultRetention = TimeSpan.FromDays(30);

    /// <summary>Sidecars younger than this may belong to a checkpoint that is being written.</summary>
    private static readonly TimeSpan SidecarGrace = TimeSpan.FromDays(1);

    /// <remarks>From the oldest file to the newest, so that what is left after a crash has no gap.</remarks>
    public static async Task<LogCleanupResult> RunAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        WriterFeatures.CheckForNewRows(snapshot);
        var store = snapshot.Store;
        var listing = await LogListing.ReadAsync(store, 0, cancellationToken).ConfigureAwait(false);
        if (await FirstKeptAsync(snapshot, listing, cancellationToken).ConfigureAwait(false) is not { } kept)
        {
            return new LogCleanupResult([], listing.FirstReadable ?? snapshot.Version);
        }

        var deleted = new List<string>();
        await foreach (var item in store.ListAsync(LogFile.Folder, null, cancellationToken).ConfigureAwait(false))
        {
            if (VersionOf(item.Path) is { } version && (version < kept.Version || (version == kept.Version && LogFile.Parse(item) is { Kind: LogFileKind.Compaction })))
            {
                await store.DeleteAsync(item.Path, cancellationToken).ConfigureAwait(false);
                deleted.Add(item.Path);
            }
        }

        await DeleteSidecarsAsync(store, listing.Checkpoints(long.MaxValue).Where(checkpoint => checkpoint.Version >= kept.Version), deleted, cancellationToken).ConfigureAwait(false);
        return new LogCleanupResult(deleted, kept.Version);
    }

    /// <summary>The checkpoint with which the log begins from now on: the newest that is whole and not newer than the last commit before the retention.</summary>
    private static async Task<CheckpointFiles?> FirstKeptAsync(Snapshot snapshot, LogListing listing, CancellationToken cancellationToken)
    {
        var retention = CalendarInterval.TryParse(snapshot.Metadata.Property("delta.logRetentionDuration"), out var own) ? own : DefaultRetention;
        var midnight = new DateTimeOffset((DateTimeOffset.UtcNow - retention).UtcDateTime.Date, TimeSpan.Zero);
        if (await CommitTimes.FindLastVersionAtAsync(snapshot.Store, listing, midnight, snapshot.Metadata.IsOn(InCommitTimestamps.Enable), cancellationToken).ConfigureAwait(false) is not { } last)
        {
            return null;
        }

        foreach (var checkpoint in listing.Checkpoints(last).Where(checkpoint => checkpoint.Version > (listing.FirstCommit ?? 0)))
        {
            try
            {
                await CheckpointReader.ReadAsync(snapshot.Store, checkpoint, _ => { }, cancellationToken).ConfigureAwait(false);
                return checkpoint;
            }
            catch (DeltaException damaged) when (damaged is CorruptLogException or MissingFileException)
            {
                continue; // what came before a damaged checkpoint is all that there is to read the table
            }
        }

        return null;
    }

    private static async Task DeleteSidecarsAsync(ObjectStore store, IEnumerable<CheckpointFiles> kept, List<string> deleted, CancellationToken cancellationToken)
    {
        var before = DateTimeOffset.UtcNow - SidecarGrace;
        var old = new List<ObjectInfo>();
        await foreach (var item in store.ListAsync(CheckpointReader.SidecarFolder, null, cancellationToken).ConfigureAwait(false))
        {
            if (item.LastModified < before)
            {
                old.Add(item);
            }
        }

        if (old.Count == 0)
        {
            return;
        }

        var needed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var checkpoint in kept)
        {
            needed.UnionWith(await CheckpointReader.SidecarsAsync(store, checkpoint, cancellationToken).ConfigureAwait(false));
        }

        foreach (var item in old.Where(item => !needed.Contains(item.Path)))
        {
            await store.DeleteAsync(item.Path, cancellationToken).ConfigureAwait(false);
            deleted.Add(item.Path);
        }
    }

    /// <summary>The version in the name of a commit, checkpoint, compaction or checksum: <c>_delta_log/00000000000000000042.…</c></summary>
    private static long? VersionOf(string path)
    {
        const int Digits = 20;
        var name = path.AsSpan(LogFile.Folder.Length);
        return name.Length > Digits && name[Digits] == '.' && !name.Contains('/') && long.TryParse(name[..Digits], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var version) ? version : null;
    }
}
