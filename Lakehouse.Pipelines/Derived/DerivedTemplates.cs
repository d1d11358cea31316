namespace Lakehouse.Pipelines.Derived;

/// <summary>The parts of <c>cloudformation/</c> that differ from pipeline to pipeline: jobs, what crawlers look at, what DMS replicates.</summary>
public static class DerivedTemplates
{
    private const string Jobs = "jobs.yaml", Catalog = "catalog.yaml", Ingestion = "ingestion.yaml";

    /// <summary>The templates that have such parts.</summary>
    public static IReadOnlyList<string> Names { get; } = [Jobs, Catalog, Ingestion];

    /// <summary>The templates as the pipeline needs them; what stands outside of the derived parts stays.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="templates">The templates' texts, by name.</param>
    /// <exception cref="InvalidDataException">A template lacks a part.</exception>
    public static IReadOnlyList<DerivedFile> Of(Pipeline pipeline, IReadOnlyDictionary<string, string> templates)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(templates);
        var jobs = JobTemplates.Of(pipeline);
        return
        [
            With(Jobs, ("jobs", jobs.Resources), ("outputs", jobs.Outputs)),
            With(Catalog,
                ("raw", pipeline.Staged.Select(table => $"- {{ Path: !Sub \"s3://${{RawBucket}}/${{Pipeline}}/${{SourceSchema}}/{table.Name}/\", SampleSize: {CrawlerTargets.SampleSize} }}")),
                ("staged", pipeline.Staged.SelectMany(table => table.History ? [table.Name, table.HistoryTable!.Value.Name] : new[] { table.Name }).Select(name => DeltaTable("StagedBucket", name))),
                ("curated", pipeline.Curated.Select(model => DeltaTable("CuratedBucket", model.Name)))),
            With(Ingestion, ("mappings", DmsTableMappings.Of(pipeline)["rules"]!.AsArray().SelectMany(rule => YamlText.Item(rule!.AsObject())))),
        ];

        DerivedFile With(string name, params (string Section, IEnumerable<string> Lines)[] sections) =>
            new(name, sections.Aggregate(templates[name], (text, section) => TemplateSections.Replace(name, text, section.Section, section.Lines)));
    }

    /// <summary>What <c>root.yaml</c> must be told of the pipeline: <c>Pipeline=movielens</c>, …</summary>
    public static IReadOnlyList<string> Parameters(Pipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        return
        [
            $"Pipeline={pipeline.Name}", $"SourceSchema={pipeline.Source.Schema}",
            $"RawDatabaseName={pipeline.Catalog.Raw}", $"StagedDatabaseName={pipeline.Catalog.Staged}", $"CuratedDatabaseName={pipeline.Catalog.Curated}",
        ];
    }

    private static string DeltaTable(string bucket, string table) => $"- !Sub \"s3://${{{bucket}}}/${{Pipeline}}/{table}/\"";
}
