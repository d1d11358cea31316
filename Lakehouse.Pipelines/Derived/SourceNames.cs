namespace Lakehouse.Pipelines.Derived;

/// <summary>
/// A schema's name that AWS DMS writes into a path as it is. The Ingestor writes <c>_audit</c> as <c>~5Faudit</c>, since crawlers, Athena and Spark take a
/// folder that begins with <c>_</c> for hidden: so the jobs and crawlers would look at a folder that only one of the two fills.
/// </summary>
internal static class SourceNames
{
    /// <exception cref="PipelineException">The schema has such a name. (Tables of a pipeline cannot have one.)</exception>
    public static void Check(Pipeline pipeline)
    {
        var schema = pipeline.Source.Schema;
        var folder = RawNames.Segment(schema);
        if (folder != schema)
        {
            throw new PipelineException(pipeline.Folder,
            [
                new PipelineProblem(Path.Combine(pipeline.Folder, PipelineLoader.FileName), 1,
                    $"The schema '{schema}' cannot be derived for AWS: DMS would write its files into a folder '{schema}', which crawlers, Athena or Spark pass over or misread, and the Ingestor into '{folder}'. "
                    + "Rename it in the source (ALTER SCHEMA … RENAME TO …), or run the pipeline with Ingestor and Transformer alone."),
            ]);
        }
    }
}
