using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using Lakehouse.Cli.Tables;
using Lakehouse.Delta;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Cli.Commands.Table;

/// <summary>Partition columns on the command line: <c>year INT</c>.</summary>
internal static partial class PartitionColumns
{
    /// <summary>The columns; null when none is given.</summary>
    /// <exception cref="CliException">One is no name with a type.</exception>
    public static async Task<StructType?> ParseAsync(IReadOnlyList<string> given, CancellationToken cancellationToken)
    {
        if (given.Count == 0)
        {
            return null;
        }

        await using var engine = DuckDbEngine.Open(new EngineOptions());
        var fields = new List<StructField>();
        foreach (var text in given)
        {
            if (Form().Match(text) is not { Success: true } match)
            {
                throw Wrong(text, "write a name and a SQL type, such as \"year INT\"");
            }

            try
            {
                var column = await engine.DescribeAsync($"SELECT NULL::{match.Groups[2].Value} AS {SqlText.Name(match.Groups[1].Value)}", cancellationToken);
                fields.Add(column.Fields[0]);
            }
            catch (Exception unknown) when (unknown is DuckDBException or DeltaException)
            {
                throw Wrong(text, unknown.Message.Split('\n', 2)[0]);
            }
        }

        return new StructType(fields);
    }

    private static CliException Wrong(string text, string why) => new(ExitCode.Usage, $"'{text}' is no partition column: {why}.");

    [GeneratedRegex(@"^\s*(.+?)\s+([A-Za-z_]+(?:\s*\(\s*\d+\s*(?:,\s*\d+\s*)?\))?)\s*$")]
    private static partial Regex Form();
}
