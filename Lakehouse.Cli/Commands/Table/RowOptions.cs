using System.CommandLine;
using Lakehouse.Cli.Tables;
using Lakehouse.Delta;

namespace Lakehouse.Cli.Commands.Table;

/// <summary>Which rows and columns a command writes, how, and where to.</summary>
internal sealed class RowOptions
{
    private static readonly Dictionary<string, RowFormat> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        ["table"] = RowFormat.Table,
        ["jsonl"] = RowFormat.JsonLines,
        ["csv"] = RowFormat.Csv,
        ["parquet"] = RowFormat.Parquet,
    };

    private readonly Option<string?> format = new("--format", "-o") { Description = "table, jsonl, csv or parquet [default: by the extension of --out, else table]", HelpName = "format" };
    private readonly Option<string?> where = new("--where", "-w") { Description = "Only rows for which this SQL condition is true", HelpName = "condition" };
    private readonly Option<string[]> columns = new("--columns", "-c") { Description = "Only these columns, in this order, with commas between", HelpName = "names" };
    private readonly Option<long?> limit = new("--limit", "-n") { Description = $"Most rows to write [default: {RowOutput.TableRows} for table, all for other formats]", HelpName = "rows" };
    private readonly Option<string?> output = new("--out") { Description = "Write a file (a path or s3://…), in place of one that is there, instead of standard output", HelpName = "file" };
    private readonly JsonOption json = new();

    public void AddTo(Command command)
    {
        format.AcceptOnlyFromAmong([.. Formats.Keys]);
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long?>() < 0)
            {
                result.AddError("--limit cannot be negative.");
            }
        });
        foreach (var option in new Option[] { format, where, columns, limit, output, json })
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetValue(format) is not null and not "jsonl")
            {
                result.AddError("--json is --format jsonl; give only one of them.");
            }
        });
    }

    /// <summary>The condition, or null.</summary>
    public string? Where(ParseResult parsed) => parsed.GetValue(where);

    /// <summary>How and where rows are written.</summary>
    /// <exception cref="CliException">The options do not go together.</exception>
    public RowOutput Output(ParseResult parsed)
    {
        var target = parsed.GetValue(output);
        var chosen = parsed.GetValue(json) ? RowFormat.JsonLines : parsed.GetValue(format) is { } name ? Formats[name] : ByExtension(target);
        return chosen switch
        {
            RowFormat.Parquet when target is null => throw new CliException(ExitCode.Usage, "A Parquet file cannot be written to standard output: name it with --out."),
            RowFormat.Table when target is not null => throw new CliException(ExitCode.Usage, $"'{target}' does not tell a format by its extension: give --format jsonl, csv or parquet."),
            _ => new RowOutput(chosen, parsed.GetValue(limit), target),
        };
    }

    /// <summary>The columns asked for.</summary>
    /// <exception cref="CliException">One is not the table's.</exception>
    public IReadOnlyList<StructField> Columns(ParseResult parsed, StructType schema)
    {
        var asked = parsed.GetValue(columns) ?? [];
        return asked.Length == 0 ? schema.Fields : [.. ColumnNames.Split(asked, schema).Select(name => schema.Find(name)
            ?? throw new CliException(ExitCode.Usage, $"There is no column '{name}'. The columns are {string.Join(", ", schema.Fields.Select(field => field.Name))}."))];
    }

    private static RowFormat ByExtension(string? file) => Path.GetExtension(file)?.ToLowerInvariant() switch
    {
        ".jsonl" or ".ndjson" or ".json" => RowFormat.JsonLines,
        ".csv" => RowFormat.Csv,
        ".parquet" => RowFormat.Parquet,
        _ => RowFormat.Table,
    };
}
