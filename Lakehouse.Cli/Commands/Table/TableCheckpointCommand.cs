using System.CommandLine;
using System.Globalization;
using Lakehouse.Cli.Output;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Cli.Commands.Table;

/// <summary><c>lakehouse table checkpoint lake/staged/movielens/ratings</c></summary>
internal static class TableCheckpointCommand
{
    public static Command Create()
    {
        var table = new TableArgument();
        var json = new JsonOption();
        var command = new ExampleCommand(
            "checkpoint",
            "Writes a checkpoint of the latest version, so that the table opens faster.",
            "table checkpoint s3://lake/staged/movielens/ratings") { table, json };
        command.SetAction((parsed, cancellationToken) => TableRunner.RunAsync(
            table.Location(parsed),
            async (opened, stop) =>
            {
                using var progress = Progress.Start("Checkpoint", parsed.GetValue(json));
                var result = await opened.CheckpointAsync(stop, progress);
                progress.Dispose();
                await ResultOutput.WriteAsync(
                    parsed, json, result, string.Create(CultureInfo.InvariantCulture, $"Checkpoint of version {result.Version}: {result.Actions:N0} actions, {ByteSize.Show(result.Bytes)} in {string.Join(", ", result.Files)}."), stop);
            },
            cancellationToken));
        return command;
    }
}
