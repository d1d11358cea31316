using System.Buffers.Text;
using System.Text;

namespace Lakehouse.QueryApi.Trino.Json.Paths;

/// <summary>A value that a path has found or made.</summary>
/// <param name="Json">Its text, without blanks, as <see cref="JsonCopy"/> writes it.</param>
/// <param name="IsDecimal">A number that keeps its digits, which a literal or a computation makes; of what a document holds a number with a point is a double.</param>
internal readonly record struct JsonItem(ReadOnlyMemory<byte> Json, bool IsDecimal = false)
{
    /// <summary>The token that it begins with.</summary>
    public JsonToken Kind => (char)Json.Span[0] switch
    {
        '{' => JsonToken.StartObject,
        '[' => JsonToken.StartArray,
        '"' => JsonToken.String,
        't' => JsonToken.True,
        'f' => JsonToken.False,
        'n' => JsonToken.Null,
        _ => Json.Span.IndexOfAny((byte)'.', (byte)'e', (byte)'E') >= 0 ? JsonToken.Float : JsonToken.Integer,
    };

    public bool IsArray => Json.Span[0] == '[';

    public bool IsObject => Json.Span[0] == '{';

    public bool IsNumber => IsDecimal || Kind is JsonToken.Integer or JsonToken.Float;

    /// <summary>As Trino's errors name it.</summary>
    public string KindName => Kind switch
    {
        JsonToken.StartObject => "OBJECT",
        JsonToken.StartArray => "ARRAY",
        JsonToken.String => "STRING",
        JsonToken.True or JsonToken.False => "BOOLEAN",
        JsonToken.Null => "NULL",
        _ => "NUMBER",
    };

    /// <summary>The UTF-8 that a text stands for.</summary>
    public ReadOnlySpan<byte> Text => Json.Span[1..^1] is var inside && inside.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(JsonText.Unescape(inside)) : inside;

    public static JsonItem Of(long number)
    {
        Span<byte> text = stackalloc byte[20];
        Utf8Formatter.TryFormat(number, text, out var length);
        return new(text[..length].ToArray());
    }

    public static JsonItem Of(string text)
    {
        var buffer = new JsonBuffer();
        JsonText.WriteQuoted(text, buffer);
        return new(buffer.Written.ToArray());
    }

    /// <summary>Adds an array's elements in their order.</summary>
    public void AddElements(List<JsonItem> output)
    {
        var scanner = new JsonScanner(Json.Span);
        scanner.Read();
        for (var start = 1; scanner.Read() != JsonToken.EndArray; start = scanner.Position + 1)
        {
            scanner.Skip();
            output.Add(new(Json[start..scanner.Position]));
        }
    }

    /// <summary>Calls for each of an object's members in their order, with its name in quotes and its value.</summary>
    public void ForEachMember(Action<ReadOnlyMemory<byte>, JsonItem> action)
    {
        var scanner = new JsonScanner(Json.Span);
        scanner.Read();
        for (var start = 1; scanner.Read() == JsonToken.Name; start = scanner.Position + 1)
        {
            // "name":value
            var value = scanner.Position;
            scanner.Read();
            scanner.Skip();
            action(Json[start..(value - 1)], new(Json[value..scanner.Position]));
        }
    }

    /// <summary>Finds an object's member.</summary>
    public bool TryGetMember(ReadOnlySpan<byte> name, out JsonItem value)
    {
        var scanner = new JsonScanner(Json.Span);
        scanner.Read();
        while (scanner.Read() == JsonToken.Name)
        {
            var isFound = scanner.IsEscaped ? JsonText.Unescape(scanner.Value) == Encoding.UTF8.GetString(name) : scanner.Value.SequenceEqual(name);
            var start = scanner.Position;
            scanner.Read();
            scanner.Skip();
            if (isFound)
            {
                value = new(Json[start..scanner.Position]);
                return true;
            }
        }

        value = default;
        return false;
    }
}
