using System.CommandLine;
using System.Globalization;
using Lakehouse.Cli.Output;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Cli.Commands.Table;

/// <summary><c>lakehouse table optimize lake/staged/movielens/ratings --zorder userid,movieid</c></summary>
internal static class TableOptimizeCommand
{
    public static Command Create()
    {
        var table = new TableArgument();
        var where = new Option<string?>("--where", "-w") { Description = "Only partitions for which this SQL condition over the partition columns is true", HelpName = "condition" };
        var order = new Option<string[]>("--zorder") { Description = "Bring rows that are near each other by these columns into the same files (Z-order)", HelpName = "columns" };
        var target = new Option<int?>("--target-size") { Description = "Length of new files [default: the property delta.targetFileSize, else 128]", HelpName = "MiB" };
        var full = new Option<bool>("--full") { Description = "For a clustered table: also the files that are clustered already" };
        var purge = new Option<bool>("--purge") { Description = "Write files with deletion vectors anew without the deleted rows, and only these" };
        var json = new JsonOption();
        var command = new ExampleCommand(
            "optimize",
            "Writes small files together into larger ones, or clusters rows; no row changes.",
            "table optimize lake/staged/movielens/ratings",
            "table optimize s3://lake/staged/movielens/ratings --zorder userid,movieid --where \"year = 2026\"",
            "table optimize lake/staged/movielens/ratings --purge") { table, where, order, target, full, purge, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(purge) && result.GetValue(order) is { Length: > 0 })
            {
                result.AddError("--purge only drops deleted rows: run --zorder apart from it.");
            }

            if (result.GetValue(target) <= 0)
            {
                result.AddError("--target-size must be positive.");
            }
        });
        command.SetAction((parsed, cancellationToken) => TableRunner.RunAsync(
            table.Location(parsed),
            async (opened, stop) =>
            {
                using var progress = Progress.Start("Optimizing", parsed.GetValue(json));
                var options = new OptimizeOptions
                {
                    Progress = progress,
                    Where = parsed.GetValue(where),
                    ZOrderBy = [.. ColumnNames.Split(parsed.GetValue(order) ?? [])],
                    TargetFileSize = (long?)parsed.GetValue(target) << 20,
                    Full = parsed.GetValue(full),
                };
                await using var engine = DuckDbEngine.Open(new EngineOptions());
                var result = await (parsed.GetValue(purge) ? opened.PurgeAsync(engine, options, stop) : opened.OptimizeAsync(engine, options, stop));
                progress.Dispose();
                await ResultOutput.WriteAsync(parsed, json, result, Sentence(result), stop);
            },
            cancellationToken));
        return command;
    }

    private static string Sentence(OptimizeResult result) => result.Committed
        ? string.Create(CultureInfo.InvariantCulture, $"Version {result.Version}: {result.FilesRemoved:N0} files of {ByteSize.Show(result.BytesRemoved)} became {result.FilesAdded:N0} of {ByteSize.Show(result.BytesAdded)}{(result.DeletionVectorsRemoved > 0 ? string.Create(CultureInfo.InvariantCulture, $", {result.DeletionVectorsRemoved:N0} deletion vectors are gone") : "")}.")
        : string.Create(CultureInfo.InvariantCulture, $"Nothing to do: version {result.Version} stays.");
}
