using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Lakehouse.QueryApi.Results;

/// <summary>
/// Athena's result file: every value in quotes, NULL as nothing, lines end with LF. A line of JSON with the columns comes first, for the service.
/// <code>[{"name":"title","type":"varchar"}]
/// "title"
/// "Toy Story (1995)"</code>
/// </summary>
internal sealed class AthenaResultWriter : RowResultWriter
{
    /// <summary>Names this format between the service and its workers.</summary>
    public const string MediaType = "application/vnd.lakehouse.athena";

    private readonly StringBuilder text = new();
    private IBufferWriter<byte> target = null!;

    protected override void Begin(IBufferWriter<byte> target, ColumnVector[] columns)
    {
        this.target = target;
        using (var json = new Utf8JsonWriter(target))
        {
            json.WriteStartArray();
            foreach (var column in columns)
            {
                json.WriteStartObject();
                json.WriteString("name"u8, column.NameUtf8);
                json.WriteString("type"u8, column.Type.Name);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        text.Clear().Append('\n');
        for (var index = 0; index < columns.Length; index++)
        {
            Quote(index, columns[index].Name);
        }

        EndLine();
    }

    protected override void Row(ColumnVector[] columns, int row)
    {
        for (var index = 0; index < columns.Length; index++)
        {
            if (columns[index].IsNull(row))
            {
                text.Append(index > 0 ? "," : "");
            }
            else
            {
                Quote(index, AthenaText.Format(columns[index], row));
            }
        }

        EndLine();
    }

    public override void End(ResultSummary summary)
    {
    }

    public override void Dispose()
    {
    }

    private void Quote(int index, string value) =>
        text.Append(index > 0 ? ",\"" : "\"").Append(value.Contains('"', StringComparison.Ordinal) ? value.Replace("\"", "\"\"", StringComparison.Ordinal) : value).Append('"');

    private void EndLine()
    {
        text.Append('\n');
        text.WriteUtf8(target);
        text.Clear();
    }
}
