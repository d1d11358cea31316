namespace Lakehouse.Delta;

/// <summary>A tombstone: a logical file that left the table.</summary>
/// <param name="Path">As in the <see cref="AddFile"/>.</param>
/// <param name="DataChange">False when the commit only rearranged rows.</param>
public sealed record RemoveFile(string Path, bool DataChange) : LogAction
{
    /// <summary>Time of the removal, milliseconds since 1970.</summary>
    public long? DeletionTimestampMs { get; init; }

    /// <summary>Whether partition values, size and tags are set.</summary>
    public bool ExtendedFileMetadata { get; init; }

    /// <summary>Partition values of the file, or null.</summary>
    public IReadOnlyDictionary<string, string?>? PartitionValues { get; init; }

    /// <summary>Length of the data file in bytes, or null.</summary>
    public long? Size { get; init; }

    /// <summary>Tags of the writer, or null.</summary>
    public IReadOnlyDictionary<string, string?>? Tags { get; init; }

    /// <summary>The deletion vector of the logical file that left, or null.</summary>
    public DeletionVectorDescriptor? DeletionVector { get; init; }

    /// <summary>Row id of the first row (row tracking), or null.</summary>
    public long? BaseRowId { get; init; }

    /// <summary>Version in which the path was first added (row tracking), or null.</summary>
    public long? DefaultRowCommitVersion { get; init; }
}
