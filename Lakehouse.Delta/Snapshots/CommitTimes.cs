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

        // Where all commits are gone, a version is at least as old as its checkpoint.
        var found = listing.FirstCommit is null
            ? listing.Checkpoints(long.MaxValue).FirstOrDefault(checkpoint => checkpoint.Files[0].Object.LastModified <= timestamp)?.Version
            : await FindLastVersionAtAsync(store, listing, timestamp, inCommit: true, cancellationToken).ConfigureAwait(false);
        return found >= (listing.FirstReadable ?? 0) ? found.Value
            : throw new VersionNotFoundException($"No version that can still be read is as old as {timestamp:O}. {await EarliestAsync(store, listing, cancellationToken).ConfigureAwait(false)}", store.Root, found);
    }

    /// <summary>A sentence that tells which version is the earliest that can be read, and how old it is.</summary>
    public static async Task<string> EarliestAsync(ObjectStore store, LogListing listing, CancellationToken cancellationToken)
    {
        if ((listing.FirstReadable ?? listing.FirstCommit) is not { } first)
        {
            return "No version can be read.";
        }

        var time = listing.Commits.TryGetValue(first, out var commit)
            ? DateTimeOffset.FromUnixTimeMilliseconds(await TimeAsync(store, commit, cancellationToken).ConfigureAwait(false))
            : listing.Checkpoints(first).First().Files[0].Object.LastModified;
        return $"The earliest version that can be read is {first}, of {time:O}.";
    }

    /// <summary>The last version not later than <paramref name="timestamp"/>, or null.</summary>
    /// <param name="store">The table.</param>
    /// <param name="listing">Its log.</param>
    /// <param name="timestamp">The time.</param>
    /// <param name="inCommit">Whether commits may hold their times; else those of their files count.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<long?> FindLastVersionAtAsync(ObjectStore store, LogListing listing, DateTimeOffset timestamp, bool inCommit, CancellationToken cancellationToken)
    {
        var limit = timestamp.ToUnixTimeMilliseconds();
        long? found = null;
        var previous = long.MinValue;
        foreach (var commit in listing.Commits.Values)
        {
            var time = inCommit ? await TimeAsync(store, commit, cancellationToken).ConfigureAwait(false) : commit.Object.LastModified.ToUnixTimeMilliseconds();
            time = time <= previous ? previous + 1 : time;
            previous = time;
            if (time > limit)
            {
                return found;
            }

            found = commit.Version;
        }

        return found;
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
