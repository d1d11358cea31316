namespace Lakehouse.Pipelines.Derived;

/// <summary>Where tables lie in the zones' buckets (DESIGN 4.1).</summary>
internal static class TablePaths
{
    public static string Raw(Pipeline pipeline, StagedTable table) => $"s3://${{RawBucket}}/{pipeline.Name}/{pipeline.Source.Schema}/{table.Name}/";

    public static string Staged(Pipeline pipeline, StagedTable table) => $"s3://${{StagedBucket}}/{pipeline.Name}/{table.Name}/";

    public static string Curated(Pipeline pipeline, Model model) => $"s3://${{CuratedBucket}}/{pipeline.Name}/{model.Name}/";
}
