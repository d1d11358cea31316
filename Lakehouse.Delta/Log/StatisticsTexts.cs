using System.Text.Json;

namespace Lakehouse.Delta;

/// <summary>
/// Statistics with each value as a text, which the engine then casts to the column's type: a number of JSON would pass through a double and
/// lose digits of decimals.
/// </summary>
/// <remarks><c>{"numRecords":3,"minValues":{"price":1.10}}</c> becomes <c>{"numRecords":"3","minValues":{"price":"1.10"}}</c>.</remarks>
internal static class StatisticsTexts
{
    /// <summary>Writes them as a value; damaged statistics as null, for they may always be missing.</summary>
    public static void Write(Utf8JsonWriter json, ReadOnlyMemory<byte> statistics)
    {
        try
        {
            using var document = JsonDocument.Parse(statistics);
            Write(json, document.RootElement);
        }
        catch (JsonException)
        {
            json.WriteNullValue();
        }
    }

    private static void Write(Utf8JsonWriter json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    json.WritePropertyName(member.Name);
                    Write(json, member.Value);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.String:
                value.WriteTo(json);
                break;
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                json.WriteStringValue(value.GetRawText());
                break;
            default:
                json.WriteNullValue(); // no statistic is a list
                break;
        }
    }
}
