using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lakehouse.Delta.Engine;

/// <summary>Texts of <c>commitInfo.operationParameters</c> as Delta Spark writes them: JSON inside of JSON strings.</summary>
internal static class OperationParameters
{
    /// <summary><c>["(id > 5)"]</c>; <c>[]</c> for null.</summary>
    public static string List(params IEnumerable<string?> texts) => Write(json =>
    {
        json.WriteStartArray();
        foreach (var text in texts.OfType<string>())
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    });

    /// <summary><c>{"delta.appendOnly":"true"}</c>.</summary>
    public static string Map(IEnumerable<KeyValuePair<string, string?>> entries) => Write(json =>
    {
        json.WriteStartObject();
        foreach (var (key, value) in entries)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    });

    /// <summary><c>[{"predicate":"source.op = 'D'","actionType":"delete"}]</c>.</summary>
    public static string Clauses(IEnumerable<MergeClause> clauses) => Write(json =>
    {
        json.WriteStartArray();
        foreach (var clause in clauses)
        {
            json.WriteStartObject();
            if (clause.Condition is { } condition)
            {
                json.WriteString("predicate", condition);
            }

            json.WriteString("actionType", clause.Action switch { MergeAction.Update => "update", MergeAction.Delete => "delete", _ => "insert" });
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
