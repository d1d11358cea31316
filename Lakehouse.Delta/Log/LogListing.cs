using Lakehouse.Storage;

namespace Lakehouse.Delta;

/// <summary>The files of <c>_delta_log/</c> from some version on.</summary>
internal sealed class LogListing
{
    private readonly SortedDictionary<long, LogFile> commits = [];
    private readonly List<LogFile> checkpointFiles = [];
    private readonly List<LogFile> compactions = [];

    /// <summary>Commits by version.</summary>
    public IReadOnlyDictionary<long, LogFile> Commits => commits;

    /// <summary>Compacted commits, by first version.</summary>
    public IReadOnlyList<LogFile> Compactions => compactions;

    /// <summary>Whether nothing of a table was found.</summary>
    public bool IsEmpty => commits.Count == 0 && checkpointFiles.Count == 0;

    /// <summary>The first commit that is there, or null.</summary>
    public long? FirstCommit => commits.Count == 0 ? null : commits.First().Key;

    /// <summary>The earliest version that can be built: the first commit of all, or else the oldest complete checkpoint; null where there is neither.</summary>
    public long? FirstReadable => FirstCommit is 0 || compactions.Any(file => file.Version == 0) ? 0 : Checkpoints(long.MaxValue).Select(checkpoint => (long?)checkpoint.Version).LastOrDefault();

    /// <summary>The last version that is there as commit or complete checkpoint, or -1.</summary>
    public long LastVersion { get; private set; } = -1;

    /// <summary>Lists the log.</summary>
    public static async Task<LogListing> ReadAsync(ObjectStore store, long fromVersion, CancellationToken cancellationToken)
    {
        var listing = new LogListing();
        var startAfter = fromVersion > 0 ? LogFile.Before(fromVersion) : null;
        await foreach (var item in store.ListAsync(LogFile.Folder, startAfter, cancellationToken).ConfigureAwait(false))
        {
            if (LogFile.Parse(item) is { } file)
            {
                listing.Add(file);
            }
        }

        listing.LastVersion = Math.Max(
            listing.commits.Count == 0 ? -1 : listing.commits.Keys.Max(),
            listing.Checkpoints(long.MaxValue).Select(checkpoint => checkpoint.Version).FirstOrDefault(-1));
        return listing;
    }

    /// <summary>Complete checkpoints up to a version, newest first; of one version the one that reads cheapest first.</summary>
    public IEnumerable<CheckpointFiles> Checkpoints(long upToVersion) =>
        checkpointFiles
            .Where(file => file.Version <= upToVersion && file.Object.Size > 0)
            .GroupBy(file => file.Version)
            .OrderByDescending(version => version.Key)
            .SelectMany(CheckpointFiles.OfVersion);

    private void Add(LogFile file)
    {
        switch (file.Kind)
        {
            case LogFileKind.Commit: commits[file.Version] = file; break;
            case LogFileKind.Compaction: compactions.Add(file); break;
            default: checkpointFiles.Add(file); break;
        }
    }
}
