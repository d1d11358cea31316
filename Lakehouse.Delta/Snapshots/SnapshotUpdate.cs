namespace Lakehouse.Delta;

/// <summary>Builds the latest version from an earlier one and the commits since, without reading the checkpoint again.</summary>
internal static class SnapshotUpdate
{
    /// <summary>With more commits than this a new checkpoint is the shorter way.</summary>
    private const int MaxCommits = 100;

    /// <returns>The latest version; null when it cannot be built this way, such as for a table that was made anew at the same place.</returns>
    public static async Task<Snapshot?> TryAsync(Snapshot known, CancellationToken cancellationToken)
    {
        var listing = await LogListing.ReadAsync(known.Store, known.Version, cancellationToken).ConfigureAwait(false);
        if (known.LastCommit is not { } last || !listing.Commits.TryGetValue(known.Version, out var there) || there.Object != last)
        {
            return null;
        }

        var count = listing.LastVersion - known.Version;
        if (count > MaxCommits || listing.Commits.Count != count + 1)
        {
            return null;
        }

        var snapshot = known;
        for (var version = known.Version + 1; version <= listing.LastVersion; version++)
        {
            if (!listing.Commits.TryGetValue(version, out var commit))
            {
                return null;
            }

            var actions = new List<LogAction>();
            await CommitReader.ReadAsync(known.Store, commit, actions.Add, cancellationToken).ConfigureAwait(false);
            snapshot = snapshot.After(commit, actions);
            SnapshotReader.Validate(known.Store, version, snapshot.Protocol, snapshot.Metadata);
        }

        return snapshot;
    }
}
