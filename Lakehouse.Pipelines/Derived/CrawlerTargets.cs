using System.Text.Json.Nodes;

namespace Lakehouse.Pipelines.Derived;

/// <summary>What the crawlers of the three zones look at. Delta tables are registered as native ones: no manifest is written.</summary>
internal static class CrawlerTargets
{
    /// <summary>Files read of each folder: all files of a raw table have nearly the same columns.</summary>
    public const int SampleSize = 10;

    public static JsonObject Of(Pipeline pipeline) => new()
    {
        ["raw"] = new JsonObject
        {
            ["S3Targets"] = new JsonArray([.. pipeline.Staged.Select(table =>
                (JsonNode)new JsonObject { ["Path"] = TablePaths.Raw(pipeline, table), ["SampleSize"] = SampleSize })]),
        },
        ["staged"] = Delta(pipeline.Staged.SelectMany(table => new[] { TablePaths.Staged(pipeline, table), table.History ? TablePaths.History(pipeline, table) : null }.OfType<string>())),
        ["curated"] = Delta(pipeline.Curated.Select(model => TablePaths.Curated(pipeline, model))),
    };

    private static JsonObject Delta(IEnumerable<string> tables) => new()
    {
        ["DeltaTargets"] = new JsonArray(new JsonObject
        {
            ["CreateNativeDeltaTable"] = true,
            ["WriteManifest"] = false,
            ["DeltaTables"] = new JsonArray([.. tables.Select(table => (JsonNode)table)]),
        }),
    };
}
