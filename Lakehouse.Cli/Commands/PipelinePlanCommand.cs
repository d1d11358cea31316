using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lakehouse.Cli.Output;
using Lakehouse.Transformer;
using Lakehouse.Transformer.Planning;

namespace Lakehouse.Cli.Commands;

/// <summary><c>lakehouse pipeline plan samples/MovieLens</c></summary>
internal static class PipelinePlanCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Command Create()
    {
        var folder = PipelineArgument.Create();
        var lake = LakeOption.Create();
        var format = new Option<string>("--format", "-o") { Description = "How to show it; json lists every file", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "json");
        var command = new ExampleCommand(
            "plan",
            "Says what a run would do and why: which files, which models, incremental or full. It changes nothing.",
            "pipeline plan samples/MovieLens",
            "pipeline plan samples/MovieLens --lake s3://lake -o json") { folder, lake, format };
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            async stop =>
            {
                using var transformer = new LocalTransformer(folder.Load(parsed), lake.Read(parsed));
                var plan = await transformer.PlanAsync(stop);
                if (parsed.GetValue(format) == "json")
                {
                    Console.WriteLine(JsonSerializer.Serialize(plan.Select(table => new { table = table.Table.ToString(), table.Action, table.Why, table.Version, table.Files, table.Bytes }), Json));
                }
                else
                {
                    Grid.Write([("table", false), ("would", false), ("version", true), ("why", false)], plan.Select(Row));
                }
            },
            cancellationToken));
        return command;
    }

    private static IReadOnlyList<string?> Row(PlannedTable table) =>
    [
        table.Table.ToString(),
        table.Action switch
        {
            PlannedAction.Merge => "merge files",
            PlannedAction.Incremental => "refresh incrementally",
            PlannedAction.Full => "refresh all of it",
            PlannedAction.Wait => "wait",
            _ => "do nothing",
        },
        table.Version?.ToString(CultureInfo.InvariantCulture) ?? "none",
        table.Why,
    ];
}
