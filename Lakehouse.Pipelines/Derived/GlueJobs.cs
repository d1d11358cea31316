using System.Text.Json.Nodes;

namespace Lakehouse.Pipelines.Derived;

/// <summary>The Glue jobs of a pipeline: one stages every table, each model has one, one reports on quality.</summary>
internal static class GlueJobs
{
    public const string Stage = "${Project}-raw-staged-deltalake";

    public const string Quality = "${Project}-deltalake-data-quality";

    public static string Curate(Model model) =>
        $"${{Project}}-{(model.Zone == Zone.Staged ? "source-staged" : "staged-curated")}-deltalake-{model.Name.Replace('_', '-').ToLowerInvariant()}";

    public static JsonObject Of(Pipeline pipeline)
    {
        var jobs = new JsonArray(Job(Stage, "stage.py", [], pipeline.Staged.Select(table => StageArguments(pipeline, table))));
        foreach (var model in pipeline.Models)
        {
            jobs.Add((JsonNode)Job(Curate(model), "curate.py", new JsonObject { ["--model"] = ModelArgument(model) }, [[]]));
        }

        jobs.Add((JsonNode)Job(Quality, "quality.py", [], [[]]));
        return new JsonObject { ["jobs"] = jobs };
    }

    /// <summary>How the job knows its model.</summary>
    public static string ModelArgument(Model model) => model.Zone == Zone.Staged ? model.Table.ToString() : model.Name;

    /// <summary>What tells one run of the staging job from another.</summary>
    public static JsonObject StageArguments(Pipeline pipeline, StagedTable table)
    {
        var arguments = new JsonObject
        {
            ["--table"] = table.Name,
            ["--input_path"] = TablePaths.Raw(pipeline, table),
            ["--table_path"] = TablePaths.Merged(pipeline, table),
            ["--primary_key"] = string.Join(',', table.Key),
        };
        if (table.History)
        {
            arguments["--history_path"] = TablePaths.History(pipeline, table);
        }

        return arguments;
    }

    private static JsonObject Job(string name, string script, JsonObject defaults, IEnumerable<JsonObject> runs) => new()
    {
        ["name"] = name,
        ["script"] = script,
        ["defaultArguments"] = defaults,
        ["runs"] = new JsonArray([.. runs.Select(run => (JsonNode)run)]),
    };
}
