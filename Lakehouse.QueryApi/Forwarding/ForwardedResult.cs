using System.Globalization;
using Amazon.Athena.Model;
using Lakehouse.QueryApi.Engine;

namespace Lakehouse.QueryApi.Forwarding;

/// <summary>The rows that Athena has given, as CSV in a local file that a worker reads, and that goes on disposal.</summary>
/// <param name="Path">The file: no line of names, every value in quotes, NULL as nothing.</param>
/// <param name="HasHeader">The first line holds the names.</param>
/// <param name="Columns">The columns.</param>
/// <param name="QueryExecutionId">The query's id in Athena.</param>
/// <param name="BytesScanned">Bytes that Athena has read.</param>
internal sealed record ForwardedResult(string Path, bool HasHeader, IReadOnlyList<ColumnInfo> Columns, string QueryExecutionId, long BytesScanned) : IDisposable
{
    /// <summary>The longest row that is read.</summary>
    private const int MaxLine = 16 * 1024 * 1024;

    /// <summary>Parameters of the statement, where it is only described.</summary>
    public int Parameters { get; init; }

    /// <summary>A SELECT that gives the rows with their types. Arrays, maps and rows stay the text that Athena makes of them.</summary>
    public string Sql
    {
        get
        {
            var texts = string.Join(", ", Columns.Select((_, index) => $"'c{index}': 'VARCHAR'"));
            var values = string.Join(", ", Columns.Select((column, index) => $"{Value(column, $"c{index}")} AS {SqlText.Identifier(column.Name ?? "")}"));
            // Athena does not tell the parameters' types; values come as text and are cast where they are used.
            var parameters = Parameters == 0 ? "" : $" WHERE {string.Join(" AND ", Enumerable.Range(1, Parameters).Select(number => string.Create(CultureInfo.InvariantCulture, $"CAST(${number} AS VARCHAR) IS NULL")))}";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT {values} FROM read_csv({SqlText.Literal(Path)}, columns = {{{texts}}}, auto_detect = false, header = {(HasHeader ? "true" : "false")}, delim = ',', quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false, max_line_size = {MaxLine}, buffer_size = {MaxLine * 2L}){parameters}");
        }
    }

    public void Dispose() => File.Delete(Path);

    private static string Value(ColumnInfo column, string text) => column.Type switch
    {
        "boolean" or "tinyint" or "smallint" or "integer" or "bigint" or "double" or "date" or "timestamp" or "time" => $"CAST({text} AS {column.Type})",
        "int" => $"CAST({text} AS INTEGER)",
        "float" or "real" => $"CAST({text} AS REAL)",
        "decimal" => string.Create(CultureInfo.InvariantCulture, $"CAST({text} AS DECIMAL({column.Precision ?? 38}, {column.Scale ?? 0}))"),
        "timestamp with time zone" => $"CAST({text} AS TIMESTAMPTZ)",
        // 68 65 6c 6c 6f
        "varbinary" => $"unhex(replace({text}, ' ', ''))",
        _ => text,
    };
}
