using System.Buffers;
using System.Text;

namespace Lakehouse.QueryApi.Trino.Json;

/// <summary>Writes values without blanks, with Trino's numbers and escapes.</summary>
internal static class JsonCopy
{
    /// <summary>What becomes of an object's members.</summary>
    public enum Members
    {
        /// <summary>All, in their order: <c>json_extract</c>.</summary>
        AsTheyAre,

        /// <summary>Of those with one name the last, in the place of the first: <c>json_array_get</c>.</summary>
        LastOfEach,

        /// <summary>Of those with one name the last, ordered by name: <c>json_parse</c>.</summary>
        Ordered,
    }

    /// <summary>Copies the value that begins at the scanner's token.</summary>
    /// <returns>It is JSON up to its end.</returns>
    public static bool TryCopy(ref JsonScanner scanner, Members members, ArrayBufferWriter<byte> output)
    {
        switch (scanner.Token)
        {
            case JsonToken.String:
                JsonText.WriteQuoted(scanner, output);
                return true;
            case JsonToken.Integer or JsonToken.Float:
                JsonText.WriteNumber(scanner, output);
                return true;
            case JsonToken.True or JsonToken.False or JsonToken.Null:
                output.Write(scanner.Value);
                return true;
            case JsonToken.StartArray:
                return TryCopyArray(ref scanner, members, output);
            case JsonToken.StartObject:
                return members == Members.AsTheyAre ? TryCopyMembers(ref scanner, output) : TryCopyDistinct(ref scanner, members, output);
            default:
                return false;
        }
    }

    private static bool TryCopyArray(ref JsonScanner scanner, Members members, ArrayBufferWriter<byte> output)
    {
        output.Write("["u8);
        for (var isFirst = true; scanner.Read() != JsonToken.EndArray; isFirst = false)
        {
            output.Write(isFirst ? [] : ","u8);
            if (!TryCopy(ref scanner, members, output))
            {
                return false;
            }
        }

        output.Write("]"u8);
        return true;
    }

    private static bool TryCopyMembers(ref JsonScanner scanner, ArrayBufferWriter<byte> output)
    {
        output.Write("{"u8);
        for (var isFirst = true; scanner.Read() != JsonToken.EndObject; isFirst = false)
        {
            if (scanner.Token != JsonToken.Name)
            {
                return false;
            }

            output.Write(isFirst ? [] : ","u8);
            JsonText.WriteQuoted(scanner, output);
            output.Write(":"u8);
            scanner.Read();
            if (!TryCopy(ref scanner, Members.AsTheyAre, output))
            {
                return false;
            }
        }

        output.Write("}"u8);
        return true;
    }

    private static bool TryCopyDistinct(ref JsonScanner scanner, Members members, ArrayBufferWriter<byte> output)
    {
        var values = new OrderedDictionary<string, byte[]>(StringComparer.Ordinal);
        var value = new ArrayBufferWriter<byte>();
        while (scanner.Read() != JsonToken.EndObject)
        {
            if (scanner.Token != JsonToken.Name)
            {
                return false;
            }

            var name = scanner.IsEscaped ? JsonText.Unescape(scanner.Value) : Encoding.UTF8.GetString(scanner.Value);
            scanner.Read();
            value.ResetWrittenCount();
            if (!TryCopy(ref scanner, members, value))
            {
                return false;
            }

            values[name] = value.WrittenSpan.ToArray();
        }

        WriteObject(members == Members.Ordered ? values.OrderBy(member => member.Key, StringComparer.Ordinal) : values, output);
        return true;
    }

    /// <summary>Writes an object of members whose values are JSON.</summary>
    public static void WriteObject(IEnumerable<KeyValuePair<string, byte[]>> members, IBufferWriter<byte> output)
    {
        output.Write("{"u8);
        var isFirst = true;
        foreach (var (name, value) in members)
        {
            output.Write(isFirst ? [] : ","u8);
            JsonText.WriteQuoted(name, output);
            output.Write(":"u8);
            output.Write(value);
            isFirst = false;
        }

        output.Write("}"u8);
    }
}
