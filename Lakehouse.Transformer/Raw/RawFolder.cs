using Lakehouse.Delta.Engine;
using Lakehouse.Storage;

namespace Lakehouse.Transformer.Raw;

/// <summary>The raw files of one table: <c>{raw}/{source}/{schema}/{table}/</c>.</summary>
internal sealed class RawFolder(ObjectStore store)
{
    public Uri Location => store.Root;

    /// <summary>The file's name for DuckDB; of a file that is not local, that of the copy which <see cref="FetchAsync"/> makes.</summary>
    public string EnginePath(RawFile file) => store.NamesLocalFiles ? store.EnginePath(file.Name) : RemoteFiles.LocalPath(store, file.Name);

    /// <summary>Makes sure that DuckDB finds the files: those on S3 are copied, unless a copy is there.</summary>
    /// <exception cref="FileNotFoundException">A file has gone.</exception>
    public Task FetchAsync(IReadOnlyList<RawFile> files, CancellationToken cancellationToken) => store.NamesLocalFiles
        ? Task.CompletedTask
        : RemoteFiles.FetchAsync([.. files.Select(file => (store, file.Name, (long?)file.Size))], cancellationToken);

    /// <summary>The files that come after <paramref name="number"/>, in reading order.</summary>
    /// <param name="number">What the table has read so far; null when nothing.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    public async Task<IReadOnlyList<RawFile>> ListAfterAsync(long? number, CancellationToken cancellationToken)
    {
        var files = new List<RawFile>();
        await foreach (var item in store.ListAsync("", StartAfter(number), cancellationToken))
        {
            // Sub-folders and names with a leading '_' or '.' hold control files, which are not ours to read.
            if (!item.Path.Contains('/', StringComparison.Ordinal)
                && RawFile.Parse(item, item.Path) is { } file
                && (number is null || file.Number > number))
            {
                files.Add(file);
            }
        }

        files.Sort((left, right) => left.Number.CompareTo(right.Number));
        return files;
    }

    /// <summary>
    /// Names of change files sort by time, so what was read need not be listed again. (Load files sort after all of them and
    /// are listed each time; there are few.)
    /// </summary>
    private static string? StartAfter(long? number) => number switch
    {
        > uint.MaxValue and { } time => $"{time / 1_000_000_000:D8}-{time % 1_000_000_000:D9}.parquet",
        _ => null,
    };
}
