using System.CommandLine;
using Lakehouse.Cli.Output;
using Lakehouse.Cli.Tables;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Cli.Commands.Table;

/// <summary><c>lakehouse table changes lake/staged/movielens/movies --from 3 --to 5</c></summary>
internal static class TableChangesCommand
{
    public static Command Create()
    {
        var table = new TableArgument();
        var range = new ChangeRangeOptions();
        var rows = new RowOptions();
        var command = new ExampleCommand(
            "changes",
            "Reads the change data feed: each row that was inserted, deleted or updated, with the version and the time of its commit.",
            "table changes lake/staged/movielens/movies --from 3",
            "table changes s3://lake/staged/movielens/ratings --from 3 --to 5 --where \"_change_type = 'delete'\" --json",
            "table changes lake/staged/movielens/movies --from-timestamp 2026-01-31T12:00:00Z --out changes.parquet") { table };
        range.AddTo(command);
        rows.AddTo(command);
        command.SetAction((parsed, cancellationToken) => TableRunner.RunAsync(
            table.Location(parsed),
            async (opened, stop) =>
            {
                var output = rows.Output(parsed);
                var (first, last) = await range.FindAsync(parsed, opened, stop);
                var feed = await ChangeDataFeed.PlanAsync(opened, first, last, stop);
                await using var engine = DuckDbEngine.Open(new EngineOptions());
                var columns = rows.Columns(parsed, feed.Schema);
                using var progress = Progress.Start("Reading changes", output.IsForMachines, besideRows: output.IsStandardOutput);
                var written = await output.FollowAsync(progress, engine, null, feed.Bytes, stop);
                await output.WriteAsync(engine, columns, Enumerable.Repeat(new RowSelect(feed.Sql, columns, rows.Where(parsed)) { Bytes = feed.Bytes }, 1).ToAsyncEnumerable(), written, stop);
            },
            cancellationToken));
        return command;
    }
}
