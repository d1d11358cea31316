using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lakehouse.QueryApi.Results;

/// <summary><c>{"columns":[{"name","type"}],"rows":[[…]],"rowCount":1,"truncated":false,"statistics":{…}}</c></summary>
internal sealed class JsonResultWriter : RowResultWriter
{
    /// <summary>The answer is application/json, never HTML: only what JSON itself demands is escaped.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private Utf8JsonWriter? json;

    protected override void Begin(IBufferWriter<byte> target, ColumnVector[] columns)
    {
        json = new Utf8JsonWriter(target, Options);
        json.WriteStartObject();
        json.WriteStartArray("columns"u8);
        foreach (var column in columns)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, column.NameUtf8);
            json.WriteString("type"u8, column.Type.Name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("rows"u8);
    }

    protected override void Row(ColumnVector[] columns, int row)
    {
        json!.WriteStartArray();
        foreach (var column in columns)
        {
            JsonValues.Write(json, column, row);
        }

        json.WriteEndArray();
        json.Flush();
    }

    public override void End(ResultSummary summary)
    {
        json!.WriteEndArray();
        json.WriteNumber("rowCount"u8, summary.Rows);
        json.WriteBoolean("truncated"u8, summary.Truncated);
        json.WriteStartObject("statistics"u8);
        json.WriteNumber("elapsedMilliseconds"u8, Math.Round(summary.ElapsedMilliseconds, 3));
        json.WriteNumber("queuedMilliseconds"u8, Math.Round(summary.QueuedMilliseconds, 3));
        json.WriteNumber("filesScanned"u8, summary.Files);
        json.WriteNumber("filesPruned"u8, summary.FilesPruned);
        json.WriteNumber("bytesScanned"u8, summary.Bytes);
        json.WriteNumber("estimatedAthenaCostInDollars"u8, summary.AthenaCost);
        json.WriteStartArray("tables"u8);
        foreach (var table in summary.Tables)
        {
            json.WriteStartObject();
            json.WriteString("database"u8, table.Database);
            json.WriteString("table"u8, table.Table);
            if (table.Version is { } version)
            {
                json.WriteNumber("version"u8, version);
            }

            json.WriteNumber("files"u8, table.Files);
            json.WriteNumber("filesPruned"u8, table.FilesPruned);
            json.WriteNumber("bytes"u8, table.Bytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
    }

    public override void Dispose() => json?.Dispose();
}
