using Lakehouse.Storage;

namespace Lakehouse.Delta.Engine;

/// <summary>Deletes what no version that must stay readable refers to.</summary>
internal sealed class VacuumOperation(DeltaTable table, VacuumOptions options)
{
    private static readonly TimeSpan DefaultRetention = TimeSpan.FromDays(7);

    public async Task<VacuumResult> RunAsync(CancellationToken cancellationToken)
    {
        var snapshot = await table.GetSnapshotAsync(cancellationToken).ConfigureAwait(false);
        WriterFeatures.CheckForNewRows(snapshot);
        var least = CalendarInterval.TryParse(snapshot.Metadata.Property("delta.deletedFileRetentionDuration"), out var own) ? own : DefaultRetention;
        var retention = options.Retention ?? least;
        if (retention < least && !options.AllowShortRetention)
        {
            throw new RetentionTooShortException(
                $"A retention of {retention.TotalHours:0.##} hours is below the table's {least.TotalHours:0.##} hours: readers of older versions and writers at work could lose files. Ask for at least that, set the table property delta.deletedFileRetentionDuration, or allow it with AllowShortRetention. Nothing was deleted.", table.Location, snapshot.Version);
        }

        // A file younger than the retention may belong to a writer that has not committed yet.
        var before = DateTimeOffset.UtcNow - retention;
        var needed = Needed(snapshot, before);
        var listing = new StepProgress(options.Progress, "listing files", "files").Begin();
        var unneeded = new List<ObjectInfo>();
        await foreach (var item in table.Store.ListAsync("", null, cancellationToken).ConfigureAwait(false))
        {
            listing.Add(1, item.Size);
            if (item.LastModified < before && !IsHidden(item.Path) && !needed.Contains(item.Path))
            {
                unneeded.Add(item);
            }
        }

        if (!options.DryRun)
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, options.Parallelism), CancellationToken = cancellationToken };
            var deleting = new StepProgress(options.Progress, "deleting files", "files", unneeded.Count, unneeded.Sum(item => item.Size)).Begin();
            await Parallel.ForEachAsync(unneeded, parallel, async (item, cancellation) =>
            {
                await table.Store.DeleteAsync(item.Path, cancellation).ConfigureAwait(false);
                deleting.Add(1, item.Size);
            }).ConfigureAwait(false);
        }

        return new VacuumResult([.. unneeded.Select(item => item.Path)], unneeded.Sum(item => item.Size));
    }

    /// <summary>Files of the latest version, and those that left the table within the retention.</summary>
    private static HashSet<string> Needed(Snapshot snapshot, DateTimeOffset before)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in snapshot.Files)
        {
            Add(file.Path, file.DeletionVector);
        }

        foreach (var file in snapshot.Tombstones.Where(file => file.DeletionTimestampMs is not { } ms || ms >= before.ToUnixTimeMilliseconds()))
        {
            Add(file.Path, file.DeletionVector);
        }

        return needed;

        void Add(string path, DeletionVectorDescriptor? vector)
        {
            needed.Add(RelativePath(snapshot, path));
            if (vector is { StorageType: not "i" })
            {
                needed.Add(RelativePath(snapshot, DeletionVectorReader.PathOf(vector)));
            }
        }
    }

    /// <summary>An absolute path inside the table names one of its files too.</summary>
    private static string RelativePath(Snapshot snapshot, string path)
    {
        var decoded = FilePath.Canonical(path);
        var root = FilePath.Canonical(snapshot.Location.AbsoluteUri);
        return decoded.StartsWith(root, StringComparison.Ordinal) ? decoded[root.Length..] : decoded;
    }

    /// <summary>The log, and folders that begin with '_' or '.', are not data; change data files are. Partition folders hold a '='.</summary>
    internal static bool IsHidden(string path) =>
        !path.StartsWith("_change_data/", StringComparison.Ordinal)
        && path.Split('/').Any(part => part.StartsWith('.') || (part.StartsWith('_') && !part.Contains('=', StringComparison.Ordinal)));
}
