using System.CommandLine;
using Lakehouse.Cli.Output;
using Lakehouse.Cli.Tables;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Cli.Commands.Table;

/// <summary><c>lakehouse table read s3://lake/staged/movielens/movies --where "year >= 2000" --format csv</c></summary>
internal static class TableReadCommand
{
    public static Command Create()
    {
        var table = new TableArgument();
        var asOf = new AsOfOptions();
        var asked = new RowOptions();
        var command = new ExampleCommand(
            "read",
            "Reads rows. Files that by their statistics hold no row asked for are not opened.",
            "table read lake/staged/movielens/movies --limit 10",
            "table read s3://lake/staged/movielens/ratings --where \"rating >= 4\" --columns userid,movieid --format csv",
            "table read lake/curated/movielens/movie_ratings --version 7 --out movie_ratings.parquet") { table };
        asOf.AddTo(command);
        asked.AddTo(command);
        command.SetAction((parsed, cancellationToken) => TableRunner.RunAsync(
            table.Location(parsed),
            async (opened, stop) =>
            {
                var output = asked.Output(parsed);
                var snapshot = await asOf.ReadAsync(parsed, opened, stop);
                var columns = asked.Columns(parsed, snapshot.Schema);
                var scan = new TableScan(snapshot, columns, asked.Where(parsed));
                await using var engine = DuckDbEngine.Open(new EngineOptions());
                using var progress = Progress.Start("Reading", output.IsForMachines, besideRows: output.IsStandardOutput);
                var rows = await output.FollowAsync(progress, engine, scan.Rows, scan.Bytes, stop);
                await output.WriteAsync(engine, columns, scan.PartsAsync(output.Format == RowFormat.Parquet, stop), rows, stop);
            },
            cancellationToken));
        return command;
    }
}
