namespace Lakehouse.Delta;

/// <summary>A logical file of the table: a data file and the rows of it that count.</summary>
/// <param name="Path">As the log has it: relative to the table and percent-encoded, or an absolute URI.</param>
/// <param name="PartitionValues">Physical partition column name → serialized value; null and "" mean NULL.</param>
/// <param name="Size">Length of the data file in bytes.</param>
/// <param name="ModificationTimeMs">Creation of the file, milliseconds since 1970.</param>
/// <param name="DataChange">False when the commit only rearranged rows.</param>
public sealed record AddFile(string Path, IReadOnlyDictionary<string, string?> PartitionValues, long Size, long ModificationTimeMs, bool DataChange) : LogAction
{
    /// <summary>Statistics as the log has them, UTF-8 JSON; empty when there are none.</summary>
    public ReadOnlyMemory<byte> StatisticsJson { get; init; }

    /// <summary>Tags of the writer, or null.</summary>
    public IReadOnlyDictionary<string, string?>? Tags { get; init; }

    /// <summary>The rows that are deleted, or null.</summary>
    public DeletionVectorDescriptor? DeletionVector { get; init; }

    /// <summary>Row id of the first row (row tracking), or null.</summary>
    public long? BaseRowId { get; init; }

    /// <summary>Version in which the path was first added (row tracking), or null.</summary>
    public long? DefaultRowCommitVersion { get; init; }

    /// <summary>Clustering implementation that wrote the file, or null.</summary>
    public string? ClusteringProvider { get; init; }

    /// <summary>
    /// For a file that is not committed yet: physical name of an identity column → the last number that the write gave out, which the
    /// commit of the file must record.
    /// </summary>
    internal IReadOnlyDictionary<string, long>? IdentityMarks { get; init; }

    /// <summary>Creation of the file.</summary>
    public DateTimeOffset ModificationTime => DateTimeOffset.FromUnixTimeMilliseconds(ModificationTimeMs);

    /// <summary>The statistics, parsed at each call; null when there are none or when they are damaged.</summary>
    public FileStatistics? Stats => FileStatistics.Parse(StatisticsJson);

    /// <summary>The tombstone that takes this file out of the table.</summary>
    internal RemoveFile Remove(long deletionTimestampMs, bool dataChange) => new(Path, dataChange)
    {
        DeletionTimestampMs = deletionTimestampMs,
        ExtendedFileMetadata = true,
        PartitionValues = PartitionValues,
        Size = Size,
        Tags = Tags,
        DeletionVector = DeletionVector,
        BaseRowId = BaseRowId,
        DefaultRowCommitVersion = DefaultRowCommitVersion,
    };
}
