using System.CommandLine;
using System.Text.Json;
using Lakehouse.Cli.Api;
using Lakehouse.Transformer;
using Lakehouse.Transformer.Runs;

namespace Lakehouse.Cli.Commands;

/// <summary><c>lakehouse pipeline run samples/MovieLens</c>: here, or by the Transformer at <c>--transformer</c>.</summary>
internal static class PipelineRunCommand
{
    private const string Variable = "LAKEHOUSE_TRANSFORMER";
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(300);

    public static Command Create()
    {
        var folder = PipelineArgument.Create();
        var lake = LakeOption.Create();
        var transformer = new Option<string?>("--transformer") { Description = $"Address of a running Transformer that is asked to do it; without it this command does the work itself [env: {Variable}]", HelpName = "url" };
        var tables = new Option<string[]>("--table", "-t") { Description = "Only this table and the models that read it (may be given several times)", HelpName = "zone.name", AllowMultipleArgumentsPerToken = true };
        var full = new Option<bool>("--full-refresh") { Description = "Compute models anew even where nothing changed" };
        var replay = new Option<bool>("--replay") { Description = "Build staged tables anew from all of raw" };
        var from = new ReplayFromOption();
        var command = new ExampleCommand(
            "run",
            "Brings every table up to date, once, and says what was done.",
            "pipeline run samples/MovieLens",
            "pipeline run samples/MovieLens --table staged.ratings --replay",
            "pipeline run samples/MovieLens --replay-from staged.ratings=12 --transformer http://localhost:5081") { folder, lake, transformer, tables, full, replay, from };
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            async stop =>
            {
                var request = new RunRequest { Tables = parsed.GetValue(tables) is { Length: > 0 } named ? named : null, FullRefresh = parsed.GetValue(full), Replay = parsed.GetValue(replay), ReplayFrom = parsed.GetValue(from) };
                var address = parsed.GetValue(transformer) ?? Environment.GetEnvironmentVariable(Variable);
                var progress = new RunProgress();
                if (string.IsNullOrEmpty(address))
                {
                    await RunHereAsync(new LocalTransformer(folder.Load(parsed), lake.Read(parsed)), request, progress, stop);
                }
                else
                {
                    using var client = new TransformerClient(address);
                    await AskAsync(client, request, progress, stop);
                }

                progress.ThrowIfFailed();
            },
            cancellationToken));
        return command;
    }

    private static async Task RunHereAsync(LocalTransformer transformer, RunRequest request, RunProgress progress, CancellationToken cancellationToken)
    {
        using (transformer)
        {
            var options = request.ToOptions(transformer.Tables, out var problems);
            if (problems.Count > 0)
            {
                throw new CliException(ExitCode.Usage, string.Join(" ", problems));
            }

            var run = transformer.CreateRun(options);
            var work = transformer.ExecuteAsync(run, cancellationToken);
            while (!work.IsCompleted)
            {
                await Task.WhenAny(work, run.Changed);
                progress.Show(JsonSerializer.SerializeToElement(RunJson.Whole(run), RunJson.Options));
            }

            await work;
            progress.Show(JsonSerializer.SerializeToElement(RunJson.Whole(run), RunJson.Options));
        }
    }

    private static async Task AskAsync(TransformerClient client, RunRequest request, RunProgress progress, CancellationToken cancellationToken)
    {
        var id = await client.RequestAsync(request, cancellationToken);
        while (!progress.Show(await client.RunAsync(id, cancellationToken)))
        {
            await Task.Delay(Poll, cancellationToken);
        }
    }
}
