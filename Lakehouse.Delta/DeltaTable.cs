using System.Runtime.CompilerServices;
using Lakehouse.Storage;

namespace Lakehouse.Delta;

/// <summary>A handle of a Delta table, safe for concurrent use and without open files.</summary>
/// <remarks>It keeps the latest version that it has seen, so that the next one costs a look at the log and the commits since.</remarks>
public sealed class DeltaTable
{
    private Snapshot? latest;

    private DeltaTable(ObjectStore store) => Store = store;

    /// <summary>Location of the table, ending in '/'.</summary>
    public Uri Location => Store.Root;

    /// <summary>The objects of the table.</summary>
    internal ObjectStore Store { get; }

    /// <summary>The table whose folder is the root of <paramref name="store"/>; does no I/O.</summary>
    public static DeltaTable At(ObjectStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return new DeltaTable(store);
    }

    /// <summary>The table at a location; does no I/O.</summary>
    public static DeltaTable At(Uri location) => new(ObjectStores.Open(location));

    /// <summary>Whether the log holds a commit or a checkpoint.</summary>
    public async Task<bool> ExistsAsync(CancellationToken cancellationToken = default)
    {
        await foreach (var item in Store.ListAsync(LogFile.Folder, null, cancellationToken).ConfigureAwait(false))
        {
            if (LogFile.Parse(item) is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The latest version.</summary>
    /// <exception cref="TableNotFoundException">There is no table.</exception>
    /// <exception cref="DeltaException">The log is damaged, has a gap, or uses a feature that this library does not read.</exception>
    public async Task<Snapshot> GetSnapshotAsync(CancellationToken cancellationToken = default) =>
        await TryGetSnapshotAsync(cancellationToken).ConfigureAwait(false) ?? throw SnapshotReader.NoTable(Store);

    /// <summary>The latest version, or null where there is no table yet.</summary>
    public async Task<Snapshot?> TryGetSnapshotAsync(CancellationToken cancellationToken = default)
    {
        var snapshot = await SnapshotReader.LatestAsync(Store, Volatile.Read(ref latest), cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref latest, snapshot);
        return snapshot;
    }

    /// <summary>A given version.</summary>
    /// <exception cref="VersionNotFoundException">The log does not hold the version.</exception>
    public Task<Snapshot> GetSnapshotAsync(long version, CancellationToken cancellationToken = default) => SnapshotReader.AtVersionAsync(Store, version, cancellationToken);

    /// <summary>The last version whose commit is not later than a time.</summary>
    /// <exception cref="VersionNotFoundException">All versions that can be read are later.</exception>
    public async Task<Snapshot> GetSnapshotAsync(DateTimeOffset timestamp, CancellationToken cancellationToken = default)
    {
        var listing = await LogListing.ReadAsync(Store, 0, cancellationToken).ConfigureAwait(false);
        var version = await CommitTimes.LastVersionAtAsync(Store, listing, timestamp, cancellationToken).ConfigureAwait(false);
        return await SnapshotReader.AtVersionAsync(Store, listing, version, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The commits that the log still has, newest first.</summary>
    public async IAsyncEnumerable<CommitSummary> HistoryAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var listing = await LogListing.ReadAsync(Store, 0, cancellationToken).ConfigureAwait(false);
        foreach (var commit in listing.Commits.Values.Reverse())
        {
            CommitInfo? info = null;
            await CommitReader.ReadAsync(Store, commit, action => info = action as CommitInfo ?? info, cancellationToken).ConfigureAwait(false);
            var time = info?.InCommitTimestampMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : commit.Object.LastModified;
            yield return new CommitSummary(commit.Version, time, info);
        }
    }
}
