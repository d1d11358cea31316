using Lakehouse.Storage;

namespace Lakehouse.Delta;

/// <summary>Puts a commit at the next free version.</summary>
internal static class Committer
{
    /// <summary>Commits after <paramref name="snapshot"/>, moving behind commits of others as long as ours holds after them.</summary>
    /// <param name="store">The table.</param>
    /// <param name="snapshot">The snapshot that the actions rest on; null creates the table at version 0.</param>
    /// <param name="info">What to say about the commit.</param>
    /// <param name="actions">The other actions.</param>
    /// <param name="read">The rows of the snapshot that the actions depend on.</param>
    /// <param name="cancellationToken">Stops before the commit is visible, never after.</param>
    /// <returns>The version.</returns>
    /// <exception cref="CommitConflictException">Another commit came first that ours does not hold after.</exception>
    public static async Task<long> CommitAsync(ObjectStore store, Snapshot? snapshot, CommitInfo info, IReadOnlyList<LogAction> actions, TableRead read, CancellationToken cancellationToken)
    {
        var draft = new CommitDraft(snapshot, info, actions);
        var check = new ConflictCheck(draft.Actions, read, ConflictCheck.LevelOf(snapshot?.Metadata));
        for (var version = (snapshot?.Version ?? -1) + 1; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Once the commit is on its way it is not cancelled: nobody could tell any more whether it counts.
            if (await store.PutIfAbsentAsync(LogFile.CommitPath(version), ActionWriter.ToBytes(draft.At(version, check.LevelName)), CancellationToken.None).ConfigureAwait(false))
            {
                return version;
            }

            if (snapshot is null)
            {
                throw new CommitConflictException(ConflictKind.ProtocolChanged, "Another writer created the table first.", version);
            }

            foreach (var commit in await WinnersAsync(store, version, cancellationToken).ConfigureAwait(false))
            {
                var theirs = await WinningCommit.ReadAsync(store, commit, cancellationToken).ConfigureAwait(false);
                check.Check(theirs);
                draft.MoveBehind(theirs);
                version = theirs.Version + 1;
            }
        }
    }

    /// <summary>All commits from a version on that was taken: with many writers it is cheaper to get behind all of them than behind one after the other.</summary>
    private static async Task<IEnumerable<LogFile>> WinnersAsync(ObjectStore store, long version, CancellationToken cancellationToken)
    {
        var listing = await LogListing.ReadAsync(store, version, cancellationToken).ConfigureAwait(false);
        var winners = new List<LogFile>();
        for (var next = version; listing.Commits.TryGetValue(next, out var commit); next++)
        {
            winners.Add(commit);
        }

        return winners.Count > 0
            ? winners
            : throw new CommitConflictException(ConflictKind.MetadataChanged, $"Version {version} of another writer came first and is gone already, so that it cannot be told what it changed.", version);
    }
}
