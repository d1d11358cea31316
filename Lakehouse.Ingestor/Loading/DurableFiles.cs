using Lakehouse.Ingestor.Raw;
using Lakehouse.Storage;
using ParquetSharp;

namespace Lakehouse.Ingestor.Loading;

/// <summary>What an attempt to load a table has published, found from the files themselves.</summary>
/// <param name="Files">Its files, the first one first.</param>
/// <param name="Ranges">How far it is with each range that has files.</param>
internal sealed record DurableFiles(IReadOnlyList<PublishedFile> Files, IReadOnlyDictionary<int, LoadPosition> Ranges)
{
    /// <summary>Rows of the table in the files.</summary>
    public long Rows => Ranges.Values.Sum(range => range.Rows);

    /// <summary>Reads the folder from its last file back to the first one of the attempt.</summary>
    public static async Task<DurableFiles> ReadAsync(ObjectStore store, int attempt, CancellationToken cancellationToken)
    {
        var files = new List<PublishedFile>();
        var ranges = new Dictionary<int, LoadPosition>();
        foreach (var file in (await RawFileSequence.ListAsync(store, cancellationToken)).Reverse())
        {
            await using var stream = await store.OpenReadAsync(file.Path, cancellationToken);
            using var reader = new ParquetFileReader(stream);
            using var footer = reader.FileMetaData;
            if (PositionOf(footer) is not { } position || position.Attempt != attempt)
            {
                break;
            }

            files.Add(new PublishedFile(file.Path, footer.NumRows, file.Size));
            if (position.Range >= 0 && (!ranges.TryGetValue(position.Range, out var later) || position.Rows > later.Rows))
            {
                ranges[position.Range] = position;
            }
        }

        files.Reverse();
        return new DurableFiles(files, ranges);
    }

    private static LoadPosition? PositionOf(FileMetaData footer) =>
        footer.KeyValueMetadata is { } metadata && metadata.TryGetValue(LoadPosition.Key, out var text) ? LoadPosition.Parse(text) : null;
}
