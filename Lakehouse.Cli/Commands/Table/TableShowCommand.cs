using System.CommandLine;
using System.Globalization;
using Lakehouse.Cli.Output;
using Lakehouse.Cli.Tables;

namespace Lakehouse.Cli.Commands.Table;

/// <summary><c>lakehouse table show lake/staged/movielens/movies</c></summary>
internal static class TableShowCommand
{
    public static Command Create()
    {
        var table = new TableArgument();
        var asOf = new AsOfOptions();
        var json = new JsonOption();
        var command = new ExampleCommand(
            "show",
            "Shows a table at one version: schema, properties, protocol, size.",
            "table show lake/staged/movielens/movies",
            "table show s3://lake/staged/movielens/ratings --version 7 --json") { table, json };
        asOf.AddTo(command);
        command.SetAction((parsed, cancellationToken) => TableRunner.RunAsync(
            table.Location(parsed),
            async (opened, stop) =>
            {
                var details = TableDetails.Of(await asOf.ReadAsync(parsed, opened, stop));
                if (parsed.GetValue(json))
                {
                    await JsonLine.WriteAsync(details, stop);
                }
                else
                {
                    Write(details);
                }
            },
            cancellationToken));
        return command;
    }

    private static void Write(TableDetails table)
    {
        Facts.Write(
            ("location", table.Location),
            ("id", table.Id),
            ("name", table.Name),
            ("description", table.Description),
            ("version", string.Create(CultureInfo.InvariantCulture, $"{table.Version} of {TimeText.Show(table.Timestamp)}")),
            ("created", table.Created is { } created ? TimeText.Show(created) : null),
            ("rows", table.Rows is { } rows ? string.Create(CultureInfo.InvariantCulture, $"{rows:N0}") : "unknown: files lack statistics"),
            ("deleted rows", table.DeletedRows > 0 ? string.Create(CultureInfo.InvariantCulture, $"{table.DeletedRows:N0}, marked by deletion vectors") : null),
            ("files", string.Create(CultureInfo.InvariantCulture, $"{table.Files:N0}")),
            ("size", ByteSize.Show(table.Bytes)),
            ("protocol", string.Create(CultureInfo.InvariantCulture, $"reader {table.Protocol.MinReaderVersion}, writer {table.Protocol.MinWriterVersion}")),
            ("reader features", Join(table.Protocol.ReaderFeatures)),
            ("writer features", Join(table.Protocol.WriterFeatures)),
            ("partitioned by", Join(table.PartitionColumns)),
            ("properties", Join(table.Properties.Select(property => $"{property.Key}={property.Value}"))),
            ("transactions", Join(table.Transactions.Select(transaction => string.Create(CultureInfo.InvariantCulture, $"{transaction.Key}={transaction.Value}")))),
            ("domains", Join(table.Domains.Select(domain => $"{domain.Key}={domain.Value}"))));
        Grid.Write(
            [("column", false), ("type", false), ("nullable", false), ("partition", false), ("comment", false)],
            table.Columns.Select(column => new[] { column.Name, column.Type, column.Nullable ? "yes" : "no", column.Partition ? "yes" : "", column.Comment ?? "" }));
    }

    private static string? Join(IEnumerable<string>? items) => items is null ? null : string.Join(", ", items);
}
