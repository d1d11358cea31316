using System.Buffers;
using System.Text.Json;

namespace Lakehouse.QueryApi.Results;

/// <summary>One JSON object a line, a member for each column.</summary>
internal sealed class NdjsonResultWriter : RowResultWriter
{
    private IBufferWriter<byte> target = null!;
    private Utf8JsonWriter? json;

    protected override void Begin(IBufferWriter<byte> target, ColumnVector[] columns)
    {
        this.target = target;
        json = new Utf8JsonWriter(target, JsonResultWriter.Options);
    }

    protected override void Row(ColumnVector[] columns, int row)
    {
        json!.WriteStartObject();
        foreach (var column in columns)
        {
            json.WritePropertyName(column.NameUtf8);
            JsonValues.Write(json, column, row);
        }

        json.WriteEndObject();
        json.Flush();
        json.Reset();
        target.Write("\n"u8);
    }

    public override void End(ResultSummary summary)
    {
    }

    public override void Dispose() => json?.Dispose();
}
