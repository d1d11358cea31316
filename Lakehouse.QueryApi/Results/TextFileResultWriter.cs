using System.Buffers;
using System.Globalization;
using System.Text;
using DuckDB.NET.Native;

namespace Lakehouse.QueryApi.Results;

/// <summary>
/// Hive's text files, as its LazySimpleSerDe reads them: a line for each row, NULL as <c>\N</c>, the values of a row with U+0001 (or what the client chose) between them,
/// elements of arrays, entries of maps and fields of rows with U+0002, keys and values with U+0003, a level deeper a character further.
/// <code>1␁Toy Story (1995)␁Adventure␂Children
/// 2␁\N␁Comedy</code>
/// </summary>
/// <param name="delimiter">What stands between the values of a row.</param>
internal sealed class TextFileResultWriter(char delimiter) : RowResultWriter
{
    /// <summary>Names this format between the service and its workers; the delimiter's number stands behind it.</summary>
    public const string MediaType = "application/vnd.lakehouse.textfile;delimiter=";

    private readonly StringBuilder text = new();
    private IBufferWriter<byte> target = null!;

    protected override void Begin(IBufferWriter<byte> target, ColumnVector[] columns) => this.target = target;

    protected override void Row(ColumnVector[] columns, int row)
    {
        text.Clear();
        for (var index = 0; index < columns.Length; index++)
        {
            Append(columns[index], row, 1, index > 0 ? delimiter : null);
        }

        text.Append('\n');
        text.WriteUtf8(target);
    }

    public override void End(ResultSummary summary)
    {
    }

    public override void Dispose()
    {
    }

    private void Append(ColumnVector column, long row, int level, char? separator)
    {
        text.Append(separator);
        if (column.IsNull(row))
        {
            text.Append("\\N");
            return;
        }

        var between = (char)(level + 1);
        switch (column.Type.Kind)
        {
            case DuckDBType.Blob:
                text.Append(Convert.ToBase64String(column.Bytes(row)));
                break;
            case DuckDBType.List or DuckDBType.Array:
                var (start, length) = column.Range(row);
                for (var index = 0; index < length; index++)
                {
                    Append(column.Children[0], start + index, level + 1, index > 0 ? between : null);
                }

                break;
            case DuckDBType.Map:
                var (first, count) = column.Range(row);
                for (var index = 0; index < count; index++)
                {
                    Append(column.Children[0], first + index, level + 2, index > 0 ? between : null);
                    Append(column.Children[1], first + index, level + 2, (char)(level + 2));
                }

                break;
            case DuckDBType.Struct:
                for (var index = 0; index < column.Children.Length; index++)
                {
                    Append(column.Children[index], row, level + 1, index > 0 ? between : null);
                }

                break;
            default:
                text.Append(CultureInfo.InvariantCulture, $"{AthenaText.Format(column, row)}");
                break;
        }
    }
}
