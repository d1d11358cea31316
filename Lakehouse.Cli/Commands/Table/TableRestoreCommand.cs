using System.CommandLine;
using System.Globalization;
using Lakehouse.Cli.Output;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Cli.Commands.Table;

/// <summary><c>lakehouse table restore lake/staged/movielens/ratings --version 7</c></summary>
internal static class TableRestoreCommand
{
    public static Command Create()
    {
        var table = new TableArgument();
        var asOf = new AsOfOptions();
        var json = new JsonOption();
        var command = new ExampleCommand(
            "restore",
            "Makes the table what it was at an earlier version, by a new commit.",
            "table restore lake/staged/movielens/ratings --version 7",
            "table restore s3://lake/staged/movielens/ratings --timestamp 2026-01-31T12:00:00Z") { table, json };
        asOf.AddTo(command, required: true);
        command.SetAction((parsed, cancellationToken) => TableRunner.RunAsync(
            table.Location(parsed),
            async (opened, stop) =>
            {
                using var progress = Progress.Start("Restoring", parsed.GetValue(json));
                var result = await (asOf.Version(parsed) is { } version
                    ? opened.RestoreAsync(version, stop, progress)
                    : opened.RestoreAsync(asOf.Timestamp(parsed)!.Value, stop, progress));
                progress.Dispose();
                await ResultOutput.WriteAsync(parsed, json, result, Sentence(result), stop);
            },
            cancellationToken));
        return command;
    }

    private static string Sentence(RestoreResult result) => result.Committed
        ? string.Create(CultureInfo.InvariantCulture, $"Version {result.Version} is what version {result.RestoredVersion} was: {result.FilesAdded:N0} files came back, {result.FilesRemoved:N0} left.")
        : string.Create(CultureInfo.InvariantCulture, $"Nothing to do: version {result.Version} is what version {result.RestoredVersion} was.");
}
