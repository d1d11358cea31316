namespace Lakehouse.Delta.Engine;

/// <summary>The file actions of an operation that changed rows.</summary>
/// <param name="Removed">Files that left, and the states before of files that got a deletion vector.</param>
/// <param name="Masked">Files that got a deletion vector, or another one.</param>
/// <param name="Written">New data files.</param>
/// <param name="ChangeData">Change data files.</param>
/// <param name="LeavingRows">Rows that left their files; null where the statistics do not tell.</param>
/// <param name="CopiedRows">Rows that were written again as they were.</param>
/// <param name="InsertedRows">Rows that are new.</param>
internal sealed record RewrittenFiles(
    IReadOnlyList<RemoveFile> Removed, IReadOnlyList<AddFile> Masked, IReadOnlyList<AddFile> Written, IReadOnlyList<ChangeDataFile> ChangeData, long? LeavingRows, long CopiedRows, long InsertedRows)
{
    /// <summary>Whether nothing changes.</summary>
    public bool IsEmpty => Removed.Count == 0 && Written.Count == 0;

    /// <summary>All of it, in the order in which it is committed.</summary>
    public IEnumerable<LogAction> Actions => [.. Removed, .. Masked, .. Written, .. ChangeData];

    /// <summary>Files whose deletion vector took the place of another.</summary>
    public int VectorsUpdated => Removed.Count(file => file.DeletionVector is not null) - FilesGone.Count(file => file.DeletionVector is not null);

    /// <summary>Adds the metrics about files that DELETE and UPDATE have in Delta Spark's history.</summary>
    public OperationMetrics Report(OperationMetrics metrics) => metrics
        .Set("numAddedFiles", Written.Count)
        .Set("numAddedBytes", Written.Sum(file => file.Size))
        .Removed(FilesGone)
        .Set("numAddedChangeFiles", ChangeData.Count)
        .Set("numDeletionVectorsAdded", Masked.Count)
        .Set("numDeletionVectorsRemoved", Removed.Count(file => file.DeletionVector is not null))
        .Set("numDeletionVectorsUpdated", VectorsUpdated);

    /// <summary>Data files that left, without those that only got a deletion vector.</summary>
    public IEnumerable<RemoveFile> FilesGone
    {
        get
        {
            var masked = Masked.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
            return Removed.Where(file => !masked.Contains(file.Path));
        }
    }
}
