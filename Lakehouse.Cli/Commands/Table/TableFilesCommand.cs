using System.CommandLine;
using System.Globalization;
using Lakehouse.Cli.Output;
using Lakehouse.Cli.Tables;

namespace Lakehouse.Cli.Commands.Table;

/// <summary><c>lakehouse table files lake/staged/movielens/movies</c></summary>
internal static class TableFilesCommand
{
    public static Command Create()
    {
        var table = new TableArgument();
        var asOf = new AsOfOptions();
        var list = new ListOptions();
        var command = new ExampleCommand(
            "files",
            "Lists the data files of a version, by path; with --json also their statistics.",
            "table files lake/staged/movielens/movies",
            "table files s3://lake/staged/movielens/ratings --version 7 --json") { table };
        asOf.AddTo(command);
        list.AddTo(command);
        command.SetAction((parsed, cancellationToken) => TableRunner.RunAsync(
            table.Location(parsed),
            async (opened, stop) =>
            {
                var snapshot = await asOf.ReadAsync(parsed, opened, stop);
                await list.WriteAsync(
                    parsed,
                    snapshot.Files.OrderBy(file => file.Path, StringComparer.Ordinal).Select(FileDetails.WithStatistics).ToAsyncEnumerable(),
                    [("path", false), ("size", true), ("rows", true), ("deleted", true), ("partition", false), ("modified", false)],
                    file => [file.Path, ByteSize.Show(file.Size), Number(file.Rows), Number(file.DeletedRows), Partition(file), TimeText.Show(file.Modified)],
                    stop);
            },
            cancellationToken));
        return command;
    }

    private static string Number(long? value) => value is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{value:N0}");

    private static string Partition(FileDetails file) => string.Join(", ", file.PartitionValues.Select(value => $"{value.Key}={value.Value ?? "NULL"}"));
}
