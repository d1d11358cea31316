using System.CommandLine;
using Lakehouse.Cli.Api;
using Lakehouse.Cli.Output;

namespace Lakehouse.Cli.Commands;

/// <summary><c>lakehouse query "SELECT …"</c></summary>
internal static class QueryCommand
{
    /// <summary>Tables are laid out in memory and read by people: csv and json stream everything.</summary>
    private const long TableRows = 1_000;

    public static Command Create()
    {
        var sql = new Argument<string?>("sql") { Description = "One SELECT statement", Arity = ArgumentArity.ZeroOrOne };
        var file = new Option<string?>("--file", "-f") { Description = "Read the statement from a file, or from standard input with -", HelpName = "file" };
        var format = new Option<string>("--format", "-o") { Description = "How to show the result", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "json", "csv");
        var limit = new Option<long?>("--limit", "-n") { Description = $"Most rows to return [default: {TableRows} for table, all for json and csv]", HelpName = "rows" };
        var timeout = new Option<double?>("--timeout", "-t") { Description = "Longest run time of the query", HelpName = "seconds" };
        var endpoint = EndpointOption.Create();
        var command = new Command("query", "Runs a SELECT over the lake's tables.") { sql, file, format, limit, timeout, endpoint };
        command.Validators.Add(result =>
        {
            if (result.GetValue(sql) is null == result.GetValue(file) is null)
            {
                result.AddError("Give the statement either as an argument or with --file.");
            }
        });
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            async stop =>
            {
                var text = parsed.GetValue(sql) ?? await ReadAsync(parsed.GetValue(file)!, stop);
                var shown = parsed.GetValue(format)!;
                using var api = new QueryApiClient(endpoint.Read(parsed));
                var query = new QueryText(text, parsed.GetValue(limit) ?? (shown == "table" ? TableRows : null), parsed.GetValue(timeout));
                if (shown == "table")
                {
                    ResultTable.Write(await api.QueryAsync(query, stop));
                }
                else
                {
                    await api.CopyQueryAsync(query, shown == "csv" ? "text/csv" : "application/json", endLine: shown == "json", stop);
                }
            },
            cancellationToken));
        return command;
    }

    private static async Task<string> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return file == "-"
                ? await Console.In.ReadToEndAsync(cancellationToken)
                : await File.ReadAllTextAsync(file, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Usage, $"Cannot read the statement from '{file}': {error.Message}");
        }
    }
}
