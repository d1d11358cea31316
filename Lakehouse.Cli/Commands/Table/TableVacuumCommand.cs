using System.CommandLine;
using System.Globalization;
using Lakehouse.Cli.Output;
using Lakehouse.Delta;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Cli.Commands.Table;

/// <summary><c>lakehouse table vacuum lake/staged/movielens/ratings --dry-run</c></summary>
internal static class TableVacuumCommand
{
    public static Command Create()
    {
        var table = new TableArgument();
        var dryRun = new Option<bool>("--dry-run") { Description = "List what would be deleted, and delete nothing" };
        var retention = new DurationOption("--retention", "Keep files that left the table within this time, such as 168h [default: the property delta.deletedFileRetentionDuration, else 7d]");
        var shorter = new Option<bool>("--allow-short-retention") { Description = "Allow a retention below the table's: readers of older versions and writers at work may lose files" };
        var json = new JsonOption();
        var command = new ExampleCommand(
            "vacuum",
            "Deletes files that no version younger than the retention needs.",
            "table vacuum lake/staged/movielens/ratings --dry-run",
            "table vacuum s3://lake/staged/movielens/ratings --retention 30d --json") { table, dryRun, retention, shorter, json };
        command.SetAction((parsed, cancellationToken) => TableRunner.RunAsync(
            table.Location(parsed),
            async (opened, stop) =>
            {
                var dry = parsed.GetValue(dryRun);
                using var progress = Progress.Start("Vacuum", parsed.GetValue(json));
                var result = await VacuumAsync(opened, new VacuumOptions { DryRun = dry, Retention = parsed.GetValue(retention), AllowShortRetention = parsed.GetValue(shorter), Progress = progress }, stop);
                progress.Dispose();
                if (parsed.GetValue(json))
                {
                    await JsonLine.WriteAsync(new { DryRun = dry, result.Files, result.Bytes }, stop);
                    return;
                }

                foreach (var file in result.Files)
                {
                    await Console.Out.WriteLineAsync(Grid.Visible(file));
                }

                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{result.Files.Count:N0} files of {ByteSize.Show(result.Bytes)} {(dry ? "would be" : "were")} deleted."));
            },
            cancellationToken));
        return command;
    }

    private static async Task<VacuumResult> VacuumAsync(DeltaTable table, VacuumOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await table.VacuumAsync(options, cancellationToken);
        }
        catch (RetentionTooShortException refused)
        {
            throw new CliException(ExitCode.Failed, $"{refused.Message} On this command line, --allow-short-retention allows it.");
        }
    }
}
