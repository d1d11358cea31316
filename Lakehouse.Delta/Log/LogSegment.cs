namespace Lakehouse.Delta;

/// <summary>The files that together give one version: a checkpoint or nothing, and the commits after it.</summary>
/// <param name="Version">The version.</param>
/// <param name="Checkpoint">The checkpoint to start from, or null.</param>
/// <param name="Commits">Commits and compactions after the checkpoint, in order, without a gap.</param>
internal sealed record LogSegment(long Version, CheckpointFiles? Checkpoint, IReadOnlyList<LogFile> Commits)
{
    /// <summary>The ways to build a version, best first: from the newest checkpoint, from an older one, from the first commit.</summary>
    /// <remarks>More than one way matters when a checkpoint turns out to be damaged.</remarks>
    public static IEnumerable<LogSegment> Candidates(LogListing listing, long version)
    {
        foreach (var checkpoint in listing.Checkpoints(version))
        {
            if (Chain(listing, checkpoint.Version + 1, version) is { } commits)
            {
                yield return new LogSegment(version, checkpoint, commits);
            }
        }

        if (Chain(listing, 0, version) is { } all)
        {
            yield return new LogSegment(version, null, all);
        }
    }

    /// <summary>The first version that is missing on the way to <paramref name="version"/>.</summary>
    public static long FirstMissing(LogListing listing, long version)
    {
        var missing = (listing.Checkpoints(version).FirstOrDefault()?.Version ?? -1) + 1;
        while (listing.Commits.ContainsKey(missing))
        {
            missing++;
        }

        return missing;
    }

    /// <summary>The commits from one version to another, or null when one is missing.</summary>
    private static List<LogFile>? Chain(LogListing listing, long from, long to)
    {
        var chain = new List<LogFile>();
        for (var next = from; next <= to;)
        {
            if (listing.Commits.TryGetValue(next, out var commit))
            {
                chain.Add(commit);
                next++;
                continue;
            }

            var compaction = listing.Compactions.Where(file => file.Version == next && file.EndVersion <= to).OrderByDescending(file => file.EndVersion).Take(1).ToArray();
            if (compaction.Length == 0)
            {
                return null;
            }

            chain.Add(compaction[0]);
            next = compaction[0].EndVersion + 1;
        }

        return chain;
    }
}
