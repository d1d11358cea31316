using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Lakehouse.Pipelines;
using Lakehouse.Pipelines.Lineage;

namespace Lakehouse.Cli.Commands;

/// <summary><c>lakehouse pipeline graph samples/MovieLens --format mermaid</c></summary>
internal static class PipelineGraphCommand
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var folder = PipelineArgument.Create();
        var format = new Option<string>("--format", "-o") { Description = "How to show it; json has the lineage of every column", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "mermaid", "json");
        var command = new ExampleCommand(
            "graph",
            "Shows which table is made from which, as found from the SQL.",
            "pipeline graph samples/MovieLens",
            "pipeline graph samples/MovieLens -o mermaid") { folder, format };
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            _ =>
            {
                var pipeline = folder.Load(parsed);
                Console.Write(parsed.GetValue(format) switch
                {
                    "mermaid" => GraphText.Mermaid(pipeline),
                    "json" => LineageJson.Of(pipeline, PipelineSchema.Of(pipeline)).ToJsonString(Json) + "\n",
                    _ => GraphText.Lines(pipeline),
                });
                return Task.CompletedTask;
            },
            cancellationToken));
        return command;
    }
}
