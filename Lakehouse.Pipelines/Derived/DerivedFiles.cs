using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lakehouse.Pipelines.Derived;

/// <summary>
/// What AWS needs to run a pipeline, derived from its definition. Texts like <c>${RawBucket}</c> are substitutions of
/// CloudFormation: no file names an account, a region or a bucket.
/// </summary>
public static class DerivedFiles
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // for people: 'movies' and not \u0027movies\u0027
    };

    /// <summary>Derives all files: the same pipeline gives the same bytes.</summary>
    /// <exception cref="PipelineException">The pipeline asks for something that the Spark side does not do.</exception>
    public static IReadOnlyList<DerivedFile> Of(Pipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ThrowIfNotForSpark(pipeline);
        return
        [
            File("state-machine.asl.json", StateMachine.Of(pipeline)),
            File("glue-jobs.json", GlueJobs.Of(pipeline)),
            File("dms-table-mappings.json", DmsTableMappings.Of(pipeline)),
            File("crawler-targets.json", CrawlerTargets.Of(pipeline)),
        ];
    }

    /// <summary>glue/lakehouse_glue/pipeline.py refuses the same.</summary>
    private static void ThrowIfNotForSpark(Pipeline pipeline)
    {
        var file = Path.Combine(pipeline.Folder, PipelineLoader.FileName);
        var problems = pipeline.Staged
            .SelectMany(table => new[] { table.Cleaning is null ? null : "sql", table.History ? "history: true" : null }.OfType<string>()
                .Select(field => new PipelineProblem(file, table.Line, $"The staged table '{table.Name}' says '{field}', which the Spark jobs do not do. Take it out, or run the pipeline on the Transformer only.")))
            .ToList();
        if (problems.Count > 0)
        {
            throw new PipelineException(pipeline.Folder, problems);
        }
    }

    private static DerivedFile File(string name, JsonObject content) => new(name, content.ToJsonString(Layout) + "\n");
}
