namespace Lakehouse.Delta.Engine;

/// <summary>A data file with all that its rows get from the log.</summary>
/// <param name="EnginePath">Its name for DuckDB.</param>
/// <param name="Number">Its number in row addresses.</param>
/// <param name="PartitionValues">Serialized partition values, in the order of the partition columns.</param>
/// <param name="Deleted">Its deleted rows, or null.</param>
internal sealed record ScanFile(string EnginePath, int Number, string?[] PartitionValues, DeletionVector? Deleted)
{
    /// <summary>How many rows the file has, or roughly so: by this DuckDB decides which side of a join to hash.</summary>
    public long EstimatedRows { get; init; } = 1;

    /// <summary>The id of its first row, or null.</summary>
    public long? BaseRowId { get; init; }

    /// <summary>The version in which it was added, or null.</summary>
    public long? DefaultRowCommitVersion { get; init; }

    /// <summary>The only rows to read, or null for all that are not deleted.</summary>
    public DeletionVector? Only { get; init; }

    /// <summary>What the file calls the fields of structs, where column mapping is by id.</summary>
    public FieldNames? FieldNames { get; init; }

    /// <summary>Whether it holds variants without Parquet's annotation.</summary>
    public bool PlainVariants { get; init; }

    /// <summary>The rows that the statistics tell, else a guess from the length.</summary>
    public static long Estimate(AddFile file)
    {
        const int BytesPerRow = 64;
        return FileStatistics.ReadNumRecords(file.StatisticsJson.Span) is { } rows and >= 0 ? rows : Math.Max(1, file.Size / BytesPerRow);
    }

    /// <summary>Files with equal keys have the same partition values.</summary>
    public string PartitionKey { get; } = string.Join('\u0001', PartitionValues.Select(value => value is null ? "\u0002" : value));

    /// <summary>Files with equal keys can be read by one SELECT: same names, and all or none with deleted rows.</summary>
    public string ShapeKey => (Deleted is null ? "" : "\u0003") + (Only is null ? "" : "\u0004") + (PlainVariants ? "\u0005" : "") + FieldNames?.Key;
}
