namespace Lakehouse.Delta.Engine;

/// <summary>The row changes of a range of versions (protocol: Change Data Files).</summary>
public sealed class ChangeDataFeed
{
    private ChangeDataFeed(ChangeDataPlan plan)
    {
        Sql = plan.Sql;
        EnginePaths = plan.EnginePaths;
        Schema = plan.Schema;
        Bytes = plan.Bytes;
    }

    /// <summary>A SELECT in parentheses whose columns are those of <see cref="Schema"/>.</summary>
    public string Sql { get; }

    /// <summary>The files it reads, as DuckDB names them.</summary>
    public IReadOnlyList<string> EnginePaths { get; }

    /// <summary>Roughly how many bytes of files hold the changes.</summary>
    public long Bytes { get; }

    /// <summary>
    /// The table's columns at the end version, then <c>_change_type</c> (<c>insert</c>, <c>delete</c>, <c>update_preimage</c>,
    /// <c>update_postimage</c>), <c>_commit_version</c> and <c>_commit_timestamp</c>.
    /// </summary>
    public StructType Schema { get; }

    /// <summary>Plans the reading of the changes from one version to another, both included.</summary>
    /// <param name="table">The table.</param>
    /// <param name="startVersion">First version.</param>
    /// <param name="endVersion">Last version; null is the latest.</param>
    /// <param name="cancellationToken">Stops the reading of the log.</param>
    /// <exception cref="ChangeDataUnavailableException">A version of the range kept no change data feed, or is not in the log.</exception>
    public static async Task<ChangeDataFeed> PlanAsync(DeltaTable table, long startVersion, long? endVersion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        var end = endVersion is { } last
            ? await table.GetSnapshotAsync(last, cancellationToken).ConfigureAwait(false)
            : await table.GetSnapshotAsync(cancellationToken).ConfigureAwait(false);
        if (startVersion < 0 || startVersion > end.Version)
        {
            throw new ChangeDataUnavailableException($"The changes from version {startVersion} to {end.Version} cannot be read: the first must not be after the last.", table.Location, startVersion);
        }

        var start = await table.GetSnapshotAsync(startVersion, cancellationToken).ConfigureAwait(false);
        return await PlanAsync(table, startVersion, IsEnabled(start.Metadata), end, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Plans the reading of the changes between two versions that are known already: no checkpoint is read for them.</summary>
    /// <param name="table">The table.</param>
    /// <param name="before">The version before the first change.</param>
    /// <param name="end">The version after the last one.</param>
    /// <param name="cancellationToken">Stops the reading of the log.</param>
    /// <exception cref="ChangeDataUnavailableException">A version of the range kept no change data feed, or is not in the log.</exception>
    public static Task<ChangeDataFeed> PlanAsync(DeltaTable table, Snapshot before, Snapshot end, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(end);
        return PlanAsync(table, before.Version + 1, IsEnabled(before.Metadata), end, cancellationToken);
    }

    private static async Task<ChangeDataFeed> PlanAsync(DeltaTable table, long startVersion, bool enabled, Snapshot end, CancellationToken cancellationToken)
    {
        var plan = new ChangeDataPlan(end);
        var listing = await LogListing.ReadAsync(table.Store, startVersion, cancellationToken).ConfigureAwait(false);
        for (var version = startVersion; version <= end.Version; version++)
        {
            if (!listing.Commits.TryGetValue(version, out var file))
            {
                throw new ChangeDataUnavailableException("The commit is not in the log any more, so its changes are unknown.", table.Location, version, LogFile.CommitPath(version));
            }

            var commit = await CommitContent.ReadAsync(table.Store, file, cancellationToken).ConfigureAwait(false);
            enabled = commit.Metadata is null ? enabled : IsEnabled(commit.Metadata);
            if (!enabled)
            {
                throw new ChangeDataUnavailableException("The table kept no change data feed in this version. Set the property delta.enableChangeDataFeed, which counts from then on.", table.Location, version);
            }

            await plan.AddAsync(commit, cancellationToken).ConfigureAwait(false);
        }

        return new ChangeDataFeed(plan);
    }

    private static bool IsEnabled(Metadata metadata) => metadata.IsOn("delta.enableChangeDataFeed");
}
