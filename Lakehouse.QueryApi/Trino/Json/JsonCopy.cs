using System.Buffers;

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
    public static bool TryCopy(ref JsonScanner scanner, Members members, JsonBuffer output)
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
                return TryCopyObject(ref scanner, members, output);
            default:
                return false;
        }
    }

    private static bool TryCopyArray(ref JsonScanner scanner, Members members, JsonBuffer output)
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

    private static bool TryCopyObject(ref JsonScanner scanner, Members members, JsonBuffer output)
    {
        output.Write("{"u8);
        var first = output.Members.Count;
        for (var order = 0; scanner.Read() != JsonToken.EndObject; order++)
        {
            if (scanner.Token != JsonToken.Name)
            {
                return false;
            }

            output.Write(order == 0 ? [] : ","u8);
            var (start, isEscaped) = (output.Length, scanner.IsEscaped);
            JsonText.WriteQuoted(scanner, output);
            var nameEnd = output.Length;
            output.Write(":"u8);
            scanner.Read();
            if (!TryCopy(ref scanner, members, output))
            {
                return false;
            }

            if (members != Members.AsTheyAre)
            {
                output.Members.Add(new JsonBuffer.Member(start, nameEnd, output.Length, order, isEscaped));
            }
        }

        JsonMembers.Arrange(output, first, isOrdered: members == Members.Ordered);
        output.Write("}"u8);
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
