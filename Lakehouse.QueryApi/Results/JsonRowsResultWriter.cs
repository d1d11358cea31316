using System.Buffers;
using System.Text.Json;

namespace Lakehouse.QueryApi.Results;

/// <summary>An array of objects, as resources are told: <c>[{"movieid":1,"title":"Toy Story (1995)"}]</c>.</summary>
internal sealed class JsonRowsResultWriter : RowResultWriter
{
    /// <summary>Names this format between the service and its workers; over HTTP it is application/json.</summary>
    public const string MediaType = "application/vnd.lakehouse.rows";

    private Utf8JsonWriter? json;

    protected override void Begin(IBufferWriter<byte> target, ColumnVector[] columns)
    {
        json = new Utf8JsonWriter(target, JsonResultWriter.Options);
        json.WriteStartArray();
        json.Flush();
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
    }

    public override void End(ResultSummary summary)
    {
        json!.WriteEndArray();
        json.Flush();
    }

    public override void Dispose() => json?.Dispose();
}
