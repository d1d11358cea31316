using System.Globalization;
using System.Text.Json;
using Lakehouse.Cli.Api;

namespace Lakehouse.Cli.Output;

/// <summary>A query's result for people.</summary>
internal static class ResultTable
{
    public static void Write(QueryResult result)
    {
        Grid.Write(
            [.. result.Columns.Select(column => (column.Name, IsNumber(column.Type)))],
            result.Rows.Select(row => row.Select(Show).ToArray()));
        var rows = result.RowCount == 1 ? "1 row" : string.Create(CultureInfo.InvariantCulture, $"{result.RowCount:N0} rows");
        var more = result.Truncated ? $" (more were cut off: raise --limit, or use --format csv for all)" : "";
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows}{more} in {result.Statistics.ElapsedMilliseconds:0.#} ms; {result.Statistics.FilesScanned} files, {ByteSize.Show(result.Statistics.BytesScanned)}"));
    }

    private static string? Show(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };

    private static bool IsNumber(string type) => type is "tinyint" or "smallint" or "integer" or "bigint" or "real" or "double" || type.StartsWith("decimal(", StringComparison.Ordinal);
}
