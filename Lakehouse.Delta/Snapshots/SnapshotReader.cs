using Lakehouse.Storage;

namespace Lakehouse.Delta;

/// <summary>Builds a snapshot from the log.</summary>
internal static class SnapshotReader
{
    /// <summary>The latest version, or null when there is no table.</summary>
    /// <param name="store">The table.</param>
    /// <param name="known">A version of it from which the latest can be built, or null.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<Snapshot?> LatestAsync(ObjectStore store, Snapshot? known, CancellationToken cancellationToken)
    {
        if (known is not null && await SnapshotUpdate.TryAsync(known, cancellationToken).ConfigureAwait(false) is { } updated)
        {
            return updated;
        }

        var hint = await LastCheckpoint.ReadVersionAsync(store, cancellationToken).ConfigureAwait(false);
        var listing = await LogListing.ReadAsync(store, hint ?? 0, cancellationToken).ConfigureAwait(false);
        if (hint > 0 && !listing.Checkpoints(long.MaxValue).Any())
        {
            listing = await LogListing.ReadAsync(store, 0, cancellationToken).ConfigureAwait(false); // the hint leads nowhere
        }

        return listing.IsEmpty ? null : await BuildAsync(store, listing, listing.LastVersion, hint ?? 0, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A given version.</summary>
    /// <exception cref="TableNotFoundException">There is no table.</exception>
    /// <exception cref="VersionNotFoundException">The version is not in the log.</exception>
    public static async Task<Snapshot> AtVersionAsync(ObjectStore store, long version, CancellationToken cancellationToken)
    {
        var listing = await LogListing.ReadAsync(store, 0, cancellationToken).ConfigureAwait(false);
        return await AtVersionAsync(store, listing, version, cancellationToken).ConfigureAwait(false);
    }

    public static async Task<Snapshot> AtVersionAsync(ObjectStore store, LogListing listing, long version, CancellationToken cancellationToken, bool checkFeatures = true)
    {
        if (listing.IsEmpty)
        {
            throw NoTable(store);
        }

        if (version < 0 || version > listing.LastVersion)
        {
            throw new VersionNotFoundException($"The table has no version {version}; its versions end at {listing.LastVersion}.", store.Root, version);
        }

        if (version < listing.FirstReadable)
        {
            throw new VersionNotFoundException($"Version {version} cannot be read any more: log cleanup has removed what it consists of. {await CommitTimes.EarliestAsync(store, listing, cancellationToken).ConfigureAwait(false)}", store.Root, version);
        }

        return await BuildAsync(store, listing, version, 0, cancellationToken, checkFeatures).ConfigureAwait(false);
    }

    /// <summary>A version, also of a table whose features this library does not read: for what only looks at the log.</summary>
    /// <exception cref="TableNotFoundException">There is no table.</exception>
    /// <exception cref="VersionNotFoundException">The version is not in the log.</exception>
    public static async Task<Snapshot> UncheckedAsync(ObjectStore store, long? version, CancellationToken cancellationToken)
    {
        var listing = await LogListing.ReadAsync(store, 0, cancellationToken).ConfigureAwait(false);
        return await AtVersionAsync(store, listing, version ?? listing.LastVersion, cancellationToken, checkFeatures: false).ConfigureAwait(false);
    }

    public static TableNotFoundException NoTable(ObjectStore store) =>
        new("There is no Delta table here: _delta_log/ holds no commit and no checkpoint. Check the location.", store.Root);

    private static async Task<Snapshot> BuildAsync(ObjectStore store, LogListing listing, long version, long listedFrom, CancellationToken cancellationToken, bool checkFeatures = true)
    {
        DeltaException? damaged = null;
        foreach (var segment in LogSegment.Candidates(listing, version))
        {
            try
            {
                return await ReplayAsync(store, segment, checkFeatures, cancellationToken).ConfigureAwait(false);
            }
            catch (DeltaException damage) when (damage is CorruptLogException or MissingFileException && segment.Checkpoint is not null && damage.File is { } file && !IsCommit(segment, file))
            {
                damaged ??= damage; // an older checkpoint or the commits alone may give the same version
            }
        }

        if (listedFrom > 0)
        {
            var whole = await LogListing.ReadAsync(store, 0, cancellationToken).ConfigureAwait(false);
            return await BuildAsync(store, whole, Math.Max(version, whole.LastVersion), 0, cancellationToken).ConfigureAwait(false);
        }

        throw damaged ?? Gap(store, listing, version);
    }

    private static bool IsCommit(LogSegment segment, string file) => segment.Commits.Any(commit => commit.Path == file);

    private static LogGapException Gap(ObjectStore store, LogListing listing, long version)
    {
        var missing = LogSegment.FirstMissing(listing, version);
        return new LogGapException($"The log has a gap: commit {missing} is missing and no checkpoint bridges it, so version {version} cannot be built. Restore the file.", store.Root, version, LogFile.CommitPath(missing));
    }

    private static async Task<Snapshot> ReplayAsync(ObjectStore store, LogSegment segment, bool checkFeatures, CancellationToken cancellationToken)
    {
        var state = new Reconciliation();
        await using var commits = new CommitsAhead(store, segment.Commits, cancellationToken);
        if (segment.Checkpoint is { } checkpoint)
        {
            await CheckpointReader.ReadAsync(store, checkpoint, state.Apply, cancellationToken).ConfigureAwait(false);
            if (state.Protocol is null || state.Metadata is null)
            {
                throw new CorruptLogException($"The checkpoint holds no {(state.Protocol is null ? "protocol" : "metaData")} action.", store.Root, checkpoint.Version, checkpoint.Files[0].Path);
            }
        }

        while (await commits.NextAsync().ConfigureAwait(false) is { } actions)
        {
            state.BeginCommit();
            foreach (var action in actions)
            {
                state.ApplyInCommit(action);
            }

            state.EndCommit();
        }

        Validate(store, segment.Version, state.Protocol, state.Metadata, checkFeatures);
        var last = segment.Commits.Count > 0 && segment.Commits[^1].Kind == LogFileKind.Commit
            ? segment.Commits[^1].Object
            : await store.HeadAsync(LogFile.CommitPath(segment.Version), cancellationToken).ConfigureAwait(false);
        return new Snapshot(store, segment.Version, TimeOf(segment, last, state), TableState.Of(state), new SnapshotFiles(state), last);
    }

    internal static void Validate(ObjectStore store, long version, Protocol? protocol, Metadata? metadata, bool checkFeatures = true)
    {
        if (protocol is null)
        {
            throw new CorruptLogException("The log holds no protocol action.", store.Root, version);
        }

        if (checkFeatures)
        {
            ReaderFeatures.Check(protocol, store.Root, version);
        }

        if (metadata is null)
        {
            throw new CorruptLogException("The log holds no metaData action.", store.Root, version);
        }

        if (metadata.FormatProvider != "parquet")
        {
            throw new UnsupportedFeatureException($"Data files in the format '{metadata.FormatProvider}' are not supported, only parquet.", $"format {metadata.FormatProvider}", store.Root, version);
        }
    }

    private static DateTimeOffset TimeOf(LogSegment segment, ObjectInfo? last, Reconciliation state)
    {
        if (state.LastCommitInfo?.InCommitTimestampMs is { } inCommit && state.Metadata!.IsOn(InCommitTimestamps.Enable))
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(inCommit);
        }

        return last?.LastModified ?? (segment.Commits.Count > 0 ? segment.Commits[^1].Object : segment.Checkpoint!.Files[0].Object).LastModified;
    }
}
