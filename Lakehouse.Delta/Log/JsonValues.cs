using System.Text;
using System.Text.Json;

namespace Lakehouse.Delta;

/// <summary>Values of actions. Each method stands on a value's first token and leaves the reader on its last.</summary>
internal static class JsonValues
{
    /// <summary>Moves to the next member of an object; false at its end.</summary>
    public static bool NextMember(ref this Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType == JsonTokenType.PropertyName;
    }

    public static string? Text(ref this Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.String => json.GetString(),
            JsonTokenType.StartObject or JsonTokenType.StartArray => RawText(ref json),
            _ => Encoding.UTF8.GetString(json.ValueSpan), // numbers and booleans where old writers left out the quotes
        };
    }

    public static long? Number(ref this Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.String => long.Parse(json.GetString()!, System.Globalization.CultureInfo.InvariantCulture),
            JsonTokenType.Number => json.TryGetInt64(out var value) ? value : (long)json.GetDouble(),
            _ => throw new JsonException($"Expected a number, found {json.TokenType}."),
        };
    }

    public static bool? Flag(ref this Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            JsonTokenType.String => bool.Parse(json.GetString()!),
            _ => throw new JsonException($"Expected true or false, found {json.TokenType}."),
        };
    }

    /// <summary>An object of texts.</summary>
    public static IReadOnlyDictionary<string, string?>? Map(ref this Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException($"Expected an object, found {json.TokenType}.");
        }

        Dictionary<string, string?>? map = null;
        while (json.NextMember())
        {
            map ??= new Dictionary<string, string?>(StringComparer.Ordinal);
            var key = json.GetString()!;
            map[key] = json.Text();
        }

        return map ?? EmptyMap.Instance;
    }

    /// <summary>An array of texts.</summary>
    public static IReadOnlyList<string>? List(ref this Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException($"Expected an array, found {json.TokenType}.");
        }

        var list = new List<string>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            list.Add(json.TokenType == JsonTokenType.String ? json.GetString()! : throw new JsonException($"Expected a text, found {json.TokenType}."));
        }

        return list;
    }

    /// <summary>A JSON text inside a JSON text, such as <c>add.stats</c>, as UTF-8.</summary>
    public static ReadOnlyMemory<byte> Utf8(ref this Utf8JsonReader json)
    {
        json.Read();
        switch (json.TokenType)
        {
            case JsonTokenType.Null:
                return default;
            case JsonTokenType.String when !json.ValueIsEscaped:
                return json.ValueSpan.ToArray();
            case JsonTokenType.String:
                var buffer = new byte[json.ValueSpan.Length];
                var length = json.CopyString(buffer);
                return buffer.AsSpan(0, length).ToArray();
            case JsonTokenType.StartObject:
                return Encoding.UTF8.GetBytes(RawText(ref json));
            default:
                throw new JsonException($"Expected a text, found {json.TokenType}.");
        }
    }

    private static string RawText(ref Utf8JsonReader json)
    {
        using var document = JsonDocument.ParseValue(ref json);
        return document.RootElement.GetRawText();
    }

    public static void SkipValue(ref this Utf8JsonReader json)
    {
        json.Read();
        json.Skip();
    }

    public static T Required<T>(T? value, string member)
        where T : class => value ?? throw new JsonException($"The action lacks '{member}'.");

    public static long Required(long? value, string member) => value ?? throw new JsonException($"The action lacks '{member}'.");
}
