namespace Lakehouse.Delta.Engine;

/// <summary>Where <see cref="KeyIndexes"/> lie, how large they may get, and which files get one.</summary>
public sealed record KeyIndexOptions
{
    /// <summary>Folder of the index files. It outlives the process: an index holds as long as its data file, which never changes.</summary>
    public required string Folder { get; init; }

    /// <summary>Most bytes that the files in <see cref="Folder"/> take together; what was used least recently makes room.</summary>
    public long MaxBytes { get; init; } = 8L << 30;

    /// <summary>Data files with fewer rows than this are read: that is as fast.</summary>
    public long MinRows { get; init; } = 100_000;

    /// <summary>A file is indexed after a merge that changed at most this share of as many rows, for after larger ones it soon gets another; and rows are looked up while they are at most this share.</summary>
    public double LargestShare { get; init; } = 0.02;
}
