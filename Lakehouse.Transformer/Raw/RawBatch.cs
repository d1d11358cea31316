namespace Lakehouse.Transformer.Raw;

/// <summary>Files that go into one commit, in reading order.</summary>
/// <param name="Files">The files; not empty.</param>
/// <param name="Waiting">Why files that are there are not taken yet, or null.</param>
internal sealed record RawBatch(IReadOnlyList<RawFile> Files, string? Waiting)
{
    /// <summary>What the table has read once the batch is committed.</summary>
    public long LastNumber => Files[^1].Number;

    /// <summary>Number of load files, which come first.</summary>
    public int LoadFiles => Files.Count(file => file.IsLoad);

    /// <summary>Takes as many files as one commit should hold.</summary>
    /// <param name="files">New files in reading order.</param>
    /// <param name="read">What the table has read so far, or null.</param>
    /// <param name="maxFiles">Most change files.</param>
    /// <param name="maxBytes">Most bytes of change files.</param>
    public static RawBatch Take(IReadOnlyList<RawFile> files, long? read, int maxFiles, long maxBytes)
    {
        var taken = new List<RawFile>();
        var changes = 0;
        var bytes = 0L;
        foreach (var file in files)
        {
            if (file.IsLoad)
            {
                // Loads are written by number without a gap; after a gap comes a file that became visible too early.
                // Once there are change files the load is complete, and a gap is no longer waited for.
                var previous = taken.Count > 0 ? taken[^1].Number : read;
                if (previous is { } last && file.Number > last + 1 && files[^1].IsLoad)
                {
                    return new RawBatch(taken, $"waiting for LOAD{last + 1:X8}.parquet, which comes before {file.Name}");
                }
            }
            else if (changes++ > 0 && (changes > maxFiles || bytes + file.Size > maxBytes))
            {
                break;
            }
            else
            {
                bytes += file.Size;
            }

            taken.Add(file);
        }

        return new RawBatch(taken, null);
    }
}
