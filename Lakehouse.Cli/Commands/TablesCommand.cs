using System.CommandLine;
using Lakehouse.Cli.Api;
using Lakehouse.Cli.Output;

namespace Lakehouse.Cli.Commands;

/// <summary><c>lakehouse tables</c></summary>
internal static class TablesCommand
{
    public static Command Create()
    {
        var format = new Option<string>("--format", "-o") { Description = "How to show the tables", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "json");
        var endpoint = EndpointOption.Create();
        var command = new ExampleCommand("tables", "Lists the lake's tables with their latest versions.", "tables", "tables --format json --endpoint http://localhost:5080") { format, endpoint };
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            async stop =>
            {
                using var api = new QueryApiClient(endpoint.Read(parsed));
                if (parsed.GetValue(format) == "json")
                {
                    await api.CopyTablesAsync(stop);
                }
                else
                {
                    CatalogTable.Write(await api.TablesAsync(stop));
                }
            },
            cancellationToken));
        return command;
    }
}
