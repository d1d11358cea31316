using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using DuckDB.NET.Native;

namespace Lakehouse.QueryApi.Results;

/// <summary>
/// CSV as RFC 4180 has it, with a header line. NULL is an empty field, empty text is <c>""</c>; arrays, maps and rows are JSON.
/// </summary>
internal sealed class CsvResultWriter : RowResultWriter
{
    private static readonly SearchValues<byte> Special = SearchValues.Create(",\"\r\n"u8);

    private readonly ArrayBufferWriter<byte> nested = new();
    private IBufferWriter<byte> target = null!;

    protected override void Begin(IBufferWriter<byte> target, ColumnVector[] columns)
    {
        this.target = target;
        for (var index = 0; index < columns.Length; index++)
        {
            Separate(index);
            WriteField(columns[index].NameUtf8);
        }

        target.Write("\r\n"u8);
    }

    protected override void Row(ColumnVector[] columns, int row)
    {
        for (var index = 0; index < columns.Length; index++)
        {
            Separate(index);
            if (!columns[index].IsNull(row))
            {
                WriteValue(columns[index], row);
            }
        }

        target.Write("\r\n"u8);
    }

    public override void End(ResultSummary summary)
    {
    }

    public override void Dispose()
    {
    }

    private void Separate(int index)
    {
        if (index > 0)
        {
            target.Write(","u8);
        }
    }

    private void WriteValue(ColumnVector column, int row)
    {
        switch (column.Type.Kind)
        {
            case DuckDBType.Varchar:
                WriteField(column.Bytes(row));
                break;
            case DuckDBType.Enum:
                WriteField(ScalarText.Label(column, row));
                break;
            case DuckDBType.Blob:
                var bytes = column.Bytes(row);
                var text = target.GetSpan(Base64.GetMaxEncodedToUtf8Length(bytes.Length));
                Base64.EncodeToUtf8(bytes, text, out _, out var written);
                target.Advance(written);
                break;
            case var _ when column.Type.IsScalar:
                target.Advance(ScalarText.Format(column, row, target.GetSpan(ScalarText.MaxLength)));
                break;
            default:
                nested.ResetWrittenCount();
                using (var json = new Utf8JsonWriter(nested, JsonResultWriter.Options))
                {
                    JsonValues.Write(json, column, row);
                }

                WriteField(nested.WrittenSpan);
                break;
        }
    }

    private void WriteField(ReadOnlySpan<byte> text)
    {
        if (text.Length > 0 && !text.ContainsAny(Special))
        {
            target.Write(text);
            return;
        }

        target.Write("\""u8);
        while (text.IndexOf((byte)'"') is >= 0 and var quote)
        {
            target.Write(text[..(quote + 1)]);
            target.Write("\""u8);
            text = text[(quote + 1)..];
        }

        target.Write(text);
        target.Write("\""u8);
    }
}
