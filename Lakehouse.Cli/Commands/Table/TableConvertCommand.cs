using System.CommandLine;
using System.Globalization;
using Lakehouse.Cli.Output;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Cli.Commands.Table;

/// <summary><c>lakehouse table convert lake/imported/sales --partition-by "year INT"</c></summary>
internal static class TableConvertCommand
{
    public static Command Create()
    {
        var table = new TableArgument();
        var partitions = new Option<string[]>("--partition-by") { Description = "A partition column and its SQL type, such as \"year INT\", once for each in the order of the folders [default: found from the folders]", HelpName = "column type" };
        var plain = new Option<bool>("--no-statistics") { Description = "Leave out minima, maxima and null counts, so that only lengths and row counts are read from the files" };
        var properties = new Option<string[]>("--property") { Description = "A table property, once for each", HelpName = "key=value" };
        var json = new JsonOption();
        var command = new ExampleCommand(
            "convert",
            "Makes a folder of Parquet files a table, without writing them anew.",
            "table convert lake/imported/sales",
            "table convert s3://lake/imported/sales --partition-by \"year INT\" --partition-by \"month INT\" --property delta.appendOnly=true") { table, partitions, plain, properties, json };
        command.SetAction((parsed, cancellationToken) => TableRunner.RunAsync(
            table.Location(parsed),
            async (opened, stop) =>
            {
                using var progress = Progress.Start("Converting", parsed.GetValue(json));
                var options = new ConvertOptions
                {
                    Progress = progress,
                    PartitionSchema = await PartitionColumns.ParseAsync(parsed.GetValue(partitions) ?? [], stop),
                    CollectStatistics = !parsed.GetValue(plain),
                    Properties = TableProperties.Parse(parsed.GetValue(properties) ?? []),
                };
                var result = await opened.ConvertAsync(options, stop);
                progress.Dispose();
                await ResultOutput.WriteAsync(parsed, json, result, Sentence(result), stop);
            },
            cancellationToken));
        return command;
    }

    private static string Sentence(ConvertResult result) => result.Committed
        ? string.Create(CultureInfo.InvariantCulture, $"Version {result.Version}: {result.Rows:N0} rows in {result.Files:N0} files of {ByteSize.Show(result.Bytes)} are a table now.")
        : string.Create(CultureInfo.InvariantCulture, $"Nothing to do: this is a table already, at version {result.Version}.");
}
