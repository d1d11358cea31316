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
    /// <exception cref="PipelineException">A name of the source would be another folder to AWS DMS than to the Ingestor.</exception>
    public static IReadOnlyList<DerivedFile> Of(Pipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        SourceNames.Check(pipeline);
        return
        [
            File("state-machine.asl.json", StateMachine.Of(pipeline)),
            File("glue-jobs.json", GlueJobs.Of(pipeline)),
            File("dms-table-mappings.json", DmsTableMappings.Of(pipeline)),
            File("crawler-targets.json", CrawlerTargets.Of(pipeline)),
        ];
    }

    private static DerivedFile File(string name, JsonObject content) => new(name, content.ToJsonString(Layout) + "\n");
}
