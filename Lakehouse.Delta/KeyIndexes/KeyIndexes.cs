using System.Collections.Concurrent;
using DuckDB.NET.Native;

namespace Lakehouse.Delta.Engine;

/// <summary>
/// Indexes by key of large data files, kept on the local disk beside the lake: a merge of few rows then finds them without reading the table.
/// An index holds one immutable file's rows whatever becomes of the table, so it is never out of date; without one the file is read.
/// </summary>
/// <remarks>
/// <c>{folder}/{table and key}/{data file and its columns}.keys</c>, both as hashes. Processes may share the folder: an index gets its name
/// when it is complete. Thread-safe.
/// </remarks>
public sealed class KeyIndexes
{
    private const string Extension = ".keys";
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    private readonly KeyIndexOptions options;
    private readonly ConcurrentDictionary<string, WantedIndex> wanted = new(StringComparer.Ordinal);

    /// <summary>Indexes that would not have paid, and when that was found out.</summary>
    private readonly ConcurrentDictionary<string, DateTimeOffset> unwanted = new(StringComparer.Ordinal);

    /// <param name="options">Where they lie and how large they may get.</param>
    public KeyIndexes(KeyIndexOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
    }

    /// <summary>Whether a merge had to read a file that an index would have saved it from.</summary>
    public bool HasWork => !wanted.IsEmpty;

    /// <summary>
    /// Builds the indexes that merges have missed, and deletes those of files that their tables no longer have. It takes about a second for
    /// two million rows; merges may go on meanwhile.
    /// </summary>
    /// <param name="engine">Reads the data files; not used by anything else meanwhile.</param>
    /// <param name="cancellationToken">Stops it; what is complete stays.</param>
    /// <returns>What was done, by table.</returns>
    /// <exception cref="IOException">The disk is full or cannot be written.</exception>
    /// <exception cref="DeltaException">A table cannot be read.</exception>
    public async Task<IReadOnlyList<KeyIndexReport>> BuildAsync(DuckDbEngine engine, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var reports = new List<KeyIndexReport>();
        foreach (var table in wanted.Values.GroupBy(index => FolderOf(index.Table.Location, index.Key)).ToList())
        {
            foreach (var index in table)
            {
                wanted.TryRemove(index.Path, out _);
            }

            reports.Add(await BuildTableAsync(engine, [.. table], cancellationToken).ConfigureAwait(false));
        }

        return reports;
    }

    /// <summary>The index of a file, opened; null when there is none.</summary>
    internal KeyIndexFile? TryOpen(Snapshot snapshot, AddFile file, IReadOnlyList<string> key, RowSlots slots)
    {
        if (!IsLarge(file))
        {
            return null;
        }

        var path = PathOf(snapshot, file, key);
        var index = KeyIndexFile.TryOpen(path, slots);
        if (index is not null)
        {
            _ = CacheFolder.TryTouch(path); // where another process made room just now, what is open stays readable
        }

        return index;
    }

    /// <summary>Notes that a merge had to read files, where an index would pay.</summary>
    internal void Miss(DeltaTable table, Snapshot snapshot, IEnumerable<AddFile> files, IReadOnlyList<string> key, long changedRows)
    {
        foreach (var file in files.Where(IsLarge))
        {
            var path = PathOf(snapshot, file, key);
            if (changedRows <= Few(ScanFile.Estimate(file)))
            {
                wanted.TryAdd(path, new WantedIndex(table, file, key, path));
            }
            else
            {
                unwanted[path] = DateTimeOffset.UtcNow;
            }
        }
    }

    /// <summary>The large ones of some files without an index of which nobody knows yet whether one would pay, or not since long.</summary>
    internal IReadOnlyList<AddFile> Unknown(Snapshot snapshot, IEnumerable<AddFile> files, IReadOnlyList<string> key)
    {
        foreach (var (old, _) in unwanted.Where(path => DateTimeOffset.UtcNow - path.Value > Grace).ToList())
        {
            unwanted.TryRemove(old, out _);
        }

        return [.. files.Where(file => IsLarge(file) && PathOf(snapshot, file, key) is var path && !wanted.ContainsKey(path) && !unwanted.ContainsKey(path))];
    }

    /// <summary>Whether a table has a file that is large enough for an index.</summary>
    internal bool MayHave(Snapshot snapshot) => snapshot.Files.Any(IsLarge);

    /// <summary>Up to how many of so many rows it pays to look up.</summary>
    internal long Few(long rows) => (long)Math.Min(rows * options.LargestShare, long.MaxValue / 2);

    private async Task<KeyIndexReport> BuildTableAsync(DuckDbEngine engine, IReadOnlyList<WantedIndex> indexes, CancellationToken cancellationToken)
    {
        var table = indexes[0].Table;
        var report = new KeyIndexReport(table.Location, 0, 0, 0, 0);
        var snapshot = await table.TryGetSnapshotAsync(cancellationToken).ConfigureAwait(false);
        if (snapshot is null || RowSlots.Of(snapshot.Schema) is not { } slots)
        {
            return report;
        }

        var current = snapshot.Files.Where(IsLarge).Select(file => PathOf(snapshot, file, indexes[0].Key)).ToHashSet(StringComparer.Ordinal);
        DeleteOthers(Path.GetDirectoryName(indexes[0].Path)!, current);
        foreach (var index in indexes.Where(index => current.Contains(index.Path)))
        {
            var built = await new KeyIndexBuilder(engine, snapshot, index.Key, slots).BuildAsync(index.File, index.Path, MakeRoom, cancellationToken).ConfigureAwait(false);
            report = built is { } done
                ? report with { Files = report.Files + 1, Rows = report.Rows + done.Rows, Bytes = report.Bytes + done.Bytes }
                : report with { TooLarge = report.TooLarge + 1 };
        }

        return report;
    }

    private bool IsLarge(AddFile file) => ScanFile.Estimate(file) is var rows && rows >= options.MinRows && rows <= KeyIndexBuilder.MaxRows;

    private string FolderOf(Uri table, IEnumerable<string> key) => Path.Combine(options.Folder, CacheFolder.NameOf(string.Join('\n', key.Prepend(table.AbsoluteUri))));

    /// <summary>Names all that an index depends on: another file, schema, key or engine has another path.</summary>
    private string PathOf(Snapshot snapshot, AddFile file, IReadOnlyList<string> key)
    {
        var columns = snapshot.Schema.Fields.Select(field => $"{field.Name}\t{field.PhysicalName}\t{field.Type}");
        var partition = file.PartitionValues.OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => $"{value.Key}={value.Value}");
        return Path.Combine(
            FolderOf(snapshot.Location, key),
            CacheFolder.NameOf(string.Join('\n', [NativeMethods.Startup.DuckDBLibraryVersion(), file.Path, $"{file.Size}", .. partition, .. columns])) + Extension);
    }

    private bool MakeRoom(long bytes) => CacheFolder.MakeRoom(options.Folder, options.MaxBytes, bytes, Grace);

    private static void DeleteOthers(string folder, HashSet<string> current)
    {
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*" + Extension) : [])
        {
            if (!current.Contains(file))
            {
                CacheFolder.Delete(file);
            }
        }
    }
}
