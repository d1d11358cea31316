namespace Lakehouse.Pipelines.Derived;

/// <summary>Where tables lie in the zones' buckets (DESIGN 4.1).</summary>
internal static class TablePaths
{
    public static string Raw(Pipeline pipeline, StagedTable table) => $"s3://${{RawBucket}}/{pipeline.Name}/{pipeline.Source.Schema}/{table.Name}/";

    public static string Staged(Pipeline pipeline, StagedTable table) => $"s3://${{StagedBucket}}/{pipeline.Name}/{table.Name}/";

    /// <summary>The table that raw files are merged into: a cleaned one lies beside the published tables.</summary>
    public static string Merged(Pipeline pipeline, StagedTable table) => table.Cleaning is null ? Staged(pipeline, table) : $"s3://${{StagedBucket}}/{pipeline.Name}/_source/{table.Name}/";

    public static string History(Pipeline pipeline, StagedTable table) => $"s3://${{StagedBucket}}/{pipeline.Name}/{table.HistoryTable!.Value.Name}/";

    public static string Curated(Pipeline pipeline, Model model) => $"s3://${{CuratedBucket}}/{pipeline.Name}/{model.Name}/";
}
