using Lakehouse.Storage;

namespace Lakehouse.Delta;

/// <summary>Times of commits, for time travel.</summary>
internal static class CommitTimes
{
    /// <summary>The last version not later than <paramref name="timestamp"/>.</summary>
    /// <remarks>
    /// File times can run backwards between writers; as the reference implementation does, each commit then counts as one
    /// millisecond later than the one before it. In-commit timestamps, where commits have them, grow by the protocol.
    /// </remarks>
    public static async Task<long> LastVersionAtAsync(ObjectStore store, LogListing listing, DateTimeOffset timestamp, CancellationToken cancellationToken)
    {
        if (listing.IsEmpty)
        {
            throw SnapshotReader.NoTable(store);
        }

        var limit = timestamp.ToUnixTimeMilliseconds();
        long? found = null;
        var previous = long.MinValue;
        foreach (var commit in listing.Commits.Values)
        {
            var time = await TimeAsync(store, commit, cancellationToken).ConfigureAwait(false);
            time = time <= previous ? previous + 1 : time;
            previous = time;
            if (time > limit)
            {
                return found ?? throw new VersionNotFoundException($"No version is as old as {timestamp:O}; the first one left is of {DateTimeOffset.FromUnixTimeMilliseconds(time):O}.", store.Root);
            }

            found = commit.Version;
        }

        return found ?? listing.LastVersion;
    }

    private static async Task<long> TimeAsync(ObjectStore store, LogFile commit, CancellationToken cancellationToken)
    {
        // commitInfo with an in-commit timestamp is the first line by the protocol
        await using var stream = await store.OpenReadAsync(commit.Path, cancellationToken).ConfigureAwait(false);
        await foreach (var line in JsonLines.ReadAsync(stream, cancellationToken).ConfigureAwait(false))
        {
            if (line.Span.StartsWith("{\"commitInfo\""u8) && ActionReader.Read(line.Span) is CommitInfo { InCommitTimestampMs: { } ms })
            {
                return ms;
            }

            break;
        }

        return commit.Object.LastModified.ToUnixTimeMilliseconds();
    }
}
