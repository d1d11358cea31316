using System.CommandLine;
using System.Globalization;
using Lakehouse.Cli.Output;
using Lakehouse.Cli.Tables;

namespace Lakehouse.Cli.Commands.Table;

/// <summary><c>lakehouse table history lake/staged/movielens/movies</c></summary>
internal static class TableHistoryCommand
{
    public static Command Create()
    {
        var table = new TableArgument();
        var list = new ListOptions();
        var command = new ExampleCommand(
            "history",
            "Lists the commits that the log still has, newest first.",
            "table history lake/staged/movielens/movies --limit 10",
            "table history s3://lake/staged/movielens/ratings --json") { table };
        list.AddTo(command);
        command.SetAction((parsed, cancellationToken) => TableRunner.RunAsync(
            table.Location(parsed),
            async (opened, stop) =>
            {
                await opened.GetSnapshotAsync(stop); // says what is wrong where there is no table
                await list.WriteAsync(
                    parsed,
                    opened.HistoryAsync(stop).Select(CommitDetails.Of),
                    [("version", true), ("time", false), ("operation", false), ("metrics", false), ("engine", false)],
                    commit => [commit.Version.ToString(CultureInfo.InvariantCulture), TimeText.Show(commit.Timestamp), commit.Operation, Metrics(commit), commit.EngineInfo],
                    stop);
            },
            cancellationToken));
        return command;
    }

    private static string Metrics(CommitDetails commit) =>
        string.Join(", ", commit.OperationMetrics.Where(metric => metric.Value is not (null or "0")).Select(metric => $"{metric.Key}={metric.Value}"));
}
