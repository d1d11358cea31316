namespace Lakehouse.Delta.Engine;

/// <summary>How many rows a MERGE changes.</summary>
internal sealed record MergeCounts(long MatchedUpdated, long MatchedDeleted, long UnmatchedUpdated, long UnmatchedDeleted, long Inserted)
{
    public long Updated => MatchedUpdated + UnmatchedUpdated;

    public long Deleted => MatchedDeleted + UnmatchedDeleted;

    public bool IsNothing => Updated + Deleted + Inserted == 0;

    public static async Task<MergeCounts> ReadAsync(DuckDbEngine engine, MergePlan plan, MergeSpec spec, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<(bool Matched, MergeAction Action), long>();
        await foreach (var row in engine.QueryAsync(plan.CountChanged, cancellationToken).ConfigureAwait(false))
        {
            var clause = row.GetInt32(0);
            var key = (clause < spec.WhenMatched.Count, plan[clause].Action);
            counts[key] = counts.GetValueOrDefault(key) + row.GetInt64(1);
        }

        return new MergeCounts(
            counts.GetValueOrDefault((true, MergeAction.Update)),
            counts.GetValueOrDefault((true, MergeAction.Delete)),
            counts.GetValueOrDefault((false, MergeAction.Update)),
            counts.GetValueOrDefault((false, MergeAction.Delete)),
            await engine.CountAsync(plan.CountInserted, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Adds the metrics of MERGE in Delta Spark's history.</summary>
    public OperationMetrics Report(OperationMetrics metrics, RewrittenFiles files) => metrics
        .Set("numTargetRowsInserted", Inserted)
        .Set("numTargetRowsUpdated", Updated)
        .Set("numTargetRowsMatchedUpdated", MatchedUpdated)
        .Set("numTargetRowsNotMatchedBySourceUpdated", UnmatchedUpdated)
        .Set("numTargetRowsDeleted", Deleted)
        .Set("numTargetRowsMatchedDeleted", MatchedDeleted)
        .Set("numTargetRowsNotMatchedBySourceDeleted", UnmatchedDeleted)
        .Set("numTargetRowsCopied", files.CopiedRows)
        .Set("numOutputRows", Inserted + Updated + files.CopiedRows)
        .Set("numTargetFilesAdded", files.Written.Count)
        .Set("numTargetFilesRemoved", files.FilesGone.Count())
        .Set("numTargetBytesAdded", files.Written.Sum(file => file.Size))
        .Set("numTargetBytesRemoved", files.FilesGone.Sum(file => file.Size ?? 0))
        .Set("numTargetChangeFilesAdded", files.ChangeData.Count)
        .Set("numTargetDeletionVectorsAdded", files.Masked.Count)
        .Set("numTargetDeletionVectorsRemoved", files.Removed.Count(file => file.DeletionVector is not null))
        .Set("numTargetDeletionVectorsUpdated", files.VectorsUpdated);
}
