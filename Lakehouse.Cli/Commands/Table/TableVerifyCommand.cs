using System.CommandLine;
using System.Globalization;
using Lakehouse.Cli.Output;
using Lakehouse.Delta;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Cli.Commands.Table;

/// <summary><c>lakehouse table verify s3://lake/staged/movielens/ratings</c></summary>
internal static class TableVerifyCommand
{
    public static Command Create()
    {
        var table = new TableArgument();
        var version = new Option<long?>("--version", "-v") { Description = "The version whose files are verified [default: the latest]; the log is verified whole", HelpName = "number" };
        var quick = new Option<bool>("--quick") { Description = "Do not read data files: only the log, presence and length of files, and deletion vectors" };
        var json = new JsonOption();
        var command = new ExampleCommand(
            "verify",
            "Verifies that log and files agree: commits and checkpoints, presence, length, rows and statistics of each file, deletion vectors. Changes nothing.",
            "table verify lake/staged/movielens/ratings",
            "table verify s3://lake/staged/movielens/ratings --quick --json") { table, version, quick, json };
        command.SetAction((parsed, cancellationToken) => TableRunner.RunAsync(
            table.Location(parsed),
            async (opened, stop) =>
            {
                var asJson = parsed.GetValue(json);
                using var progress = Progress.Start("Verifying", asJson, besideRows: true);
                var options = new VerificationOptions { Version = parsed.GetValue(version), ReadData = !parsed.GetValue(quick), Progress = progress };
                VerificationReport report;
                await using (var output = new FindingOutput(asJson))
                {
                    report = await opened.VerifyAsync(options, output.Write, stop);
                }

                progress.Dispose();
                if (asJson)
                {
                    await JsonLine.WriteAsync(new { Report = report }, stop);
                }
                else
                {
                    await Console.Error.WriteLineAsync(Sentence(report));
                }

                if (report.Findings > 0)
                {
                    throw new CliException(ExitCode.Found, string.Create(CultureInfo.InvariantCulture, $"{report.Findings:N0} {(report.Findings == 1 ? "thing does" : "things do")} not agree in {opened.Location}."));
                }
            },
            cancellationToken));
        return command;
    }

    private static string Sentence(VerificationReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(report.Version is { } version ? $"Version {version}" : "No version")}: {report.Commits:N0} commits, {report.Checkpoints:N0} checkpoints, {report.Files:N0} files of {ByteSize.Show(report.Bytes)}, {report.DeletionVectors:N0} deletion vectors{(report.Rows is { } rows ? $", {rows:N0} rows" : "")} verified.");
}
