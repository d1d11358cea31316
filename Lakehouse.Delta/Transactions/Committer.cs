using Lakehouse.Storage;

namespace Lakehouse.Delta;

/// <summary>Puts a commit at the next free version.</summary>
internal static class Committer
{
    /// <summary>Commits after <paramref name="read"/>, moving behind commits of others as long as ours holds after them.</summary>
    /// <param name="store">The table.</param>
    /// <param name="read">The snapshot that the actions rest on; null creates the table at version 0.</param>
    /// <param name="info">What to say about the commit.</param>
    /// <param name="actions">The other actions.</param>
    /// <param name="readsTable">Whether the actions depend on the rows of the snapshot.</param>
    /// <param name="cancellationToken">Stops before the commit is visible, never after.</param>
    /// <returns>The version.</returns>
    /// <exception cref="CommitConflictException">Another commit came first that ours does not hold after.</exception>
    public static async Task<long> CommitAsync(ObjectStore store, Snapshot? read, CommitInfo info, IReadOnlyList<LogAction> actions, bool readsTable, CancellationToken cancellationToken)
    {
        var earliest = read is null ? 0 : read.Timestamp.ToUnixTimeMilliseconds() + 1;
        var inCommitTimestamps = (actions.OfType<Metadata>().SingleOrDefault() ?? read?.Metadata)?.Property("delta.enableInCommitTimestamps") == "true";
        for (var version = (read?.Version ?? -1) + 1; ; version++)
        {
            var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            var ours = info with { TimestampMs = now, InCommitTimestampMs = inCommitTimestamps ? Math.Max(now, earliest) : null, ReadVersion = read?.Version };
            cancellationToken.ThrowIfCancellationRequested();
            // Once the commit is on its way it is not cancelled: nobody could tell any more whether it counts.
            if (await store.PutIfAbsentAsync(LogFile.CommitPath(version), ActionWriter.ToBytes([ours, .. actions]), CancellationToken.None).ConfigureAwait(false))
            {
                return version;
            }

            if (read is null)
            {
                throw new CommitConflictException("Another writer created the table first.", version);
            }

            var theirs = new List<LogAction>();
            await CommitReader.ReadAsync(store, LogFile.CommitPath(version), version, theirs.Add, cancellationToken).ConfigureAwait(false);
            ConflictCheck.Check(actions, readsTable, theirs, version);
            earliest = Math.Max(earliest, (theirs.OfType<CommitInfo>().FirstOrDefault()?.InCommitTimestampMs ?? 0) + 1);
        }
    }
}
