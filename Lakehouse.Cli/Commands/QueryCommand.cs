using System.CommandLine;
using Lakehouse.Cli.Api;
using Lakehouse.Cli.Output;

namespace Lakehouse.Cli.Commands;

/// <summary><c>lakehouse query "SELECT …"</c></summary>
internal static class QueryCommand
{
    /// <summary>Tables are laid out in memory and read by people: csv and json stream everything.</summary>
    private const long TableRows = 1_000;

    /// <summary>Format → what the service is asked for.</summary>
    private static readonly Dictionary<string, string> MediaTypes = new(StringComparer.Ordinal) { ["json"] = "application/json", ["jsonl"] = "application/x-ndjson", ["csv"] = "text/csv" };

    public static Command Create()
    {
        var sql = new Argument<string?>("sql") { Description = "One SELECT statement", Arity = ArgumentArity.ZeroOrOne };
        var file = new Option<string?>("--file", "-f") { Description = "Read the statement from a file, or from standard input with -", HelpName = "file" };
        var format = new Option<string>("--format", "-o") { Description = "How to show the result", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "json", "jsonl", "csv");
        var limit = new Option<long?>("--limit", "-n") { Description = $"Most rows to return [default: {TableRows} for table, all for the others]", HelpName = "rows" };
        var timeout = new Option<double?>("--timeout", "-t") { Description = "Longest run time of the query", HelpName = "seconds" };
        var dialect = new Option<string?>("--dialect") { Description = "Whose SQL it is [default: duckdb]" };
        dialect.AcceptOnlyFromAmong("duckdb", "athena");
        var database = new Option<string?>("--database") { Description = "With --dialect athena: where tables without a database are looked for", HelpName = "name" };
        var endpoint = EndpointOption.Create();
        var command = new ExampleCommand(
            "query",
            "Runs a SELECT over the lake's tables.",
            "query \"SELECT title, avg_rating FROM movie_ratings ORDER BY avg_rating DESC LIMIT 10\"",
            "query --file report.sql --format csv > report.csv",
            "query --dialect athena --database movielens_staged \"SELECT approx_distinct(userid) FROM ratings\"") { sql, file, format, limit, timeout, dialect, database, endpoint };
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
                var query = new QueryText(text, parsed.GetValue(limit) ?? (shown == "table" ? TableRows : null), parsed.GetValue(timeout), parsed.GetValue(dialect), parsed.GetValue(database));
                using var progress = Progress.Start("Waiting for the answer", asJson: false, besideRows: shown != "table");
                if (shown == "table")
                {
                    var result = await api.QueryAsync(query, stop);
                    progress.Dispose();
                    ResultTable.Write(result);
                }
                else
                {
                    await api.CopyQueryAsync(query, MediaTypes[shown], endLine: shown == "json", stop);
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
