using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lakehouse.Delta.Engine;

/// <summary>Decodes variants from Parquet's binary encoding to JSON (Variant Binary Encoding specification).</summary>
/// <remarks>
/// A value starts with a byte whose lower two bits are its basic type (0 primitive, 1 short string, 2 object, 3 array) and whose
/// upper six bits are the primitive's type, the string's length, or the widths of what follows. Names of object fields are numbers of
/// strings in the metadata.
/// </remarks>
internal static class VariantJson
{
    private const int MaxDepth = 128;

    /// <exception cref="InvalidDataException">The bytes are no variant.</exception>
    public static string Decode(ReadOnlySpan<byte> metadata, ReadOnlySpan<byte> value)
    {
        using var buffer = new MemoryStream();
        try
        {
            using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
            Write(json, metadata, value, MaxDepth);
        }
        catch (ArgumentOutOfRangeException damaged)
        {
            throw new InvalidDataException("The variant ends too early.", damaged);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> metadata, ReadOnlySpan<byte> value, int depth)
    {
        if (depth == 0)
        {
            throw new InvalidDataException($"The variant is nested more than {MaxDepth} levels deep.");
        }

        var header = value[..1][0] >> 2;
        switch (value[0] & 3)
        {
            case 0: VariantPrimitive.Write(json, header, value[1..]); break;
            case 1: json.WriteStringValue(value.Slice(1, header)); break;
            case 2: WriteObject(json, metadata, value, header, depth); break;
            default: WriteArray(json, metadata, value, header, depth); break;
        }
    }

    private static void WriteObject(Utf8JsonWriter json, ReadOnlySpan<byte> metadata, ReadOnlySpan<byte> value, int header, int depth)
    {
        int offsetSize = (header & 3) + 1, idSize = ((header >> 2) & 3) + 1, countSize = (header & 16) != 0 ? 4 : 1;
        var count = Number(value.Slice(1, countSize));
        var ids = value[(1 + countSize)..];
        var offsets = ids[checked(count * idSize)..];
        var data = offsets[checked((count + 1) * offsetSize)..];
        json.WriteStartObject();
        for (var i = 0; i < count; i++)
        {
            json.WritePropertyName(Name(metadata, Number(ids.Slice(i * idSize, idSize))));
            Write(json, metadata, data[Number(offsets.Slice(i * offsetSize, offsetSize))..], depth - 1);
        }

        json.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter json, ReadOnlySpan<byte> metadata, ReadOnlySpan<byte> value, int header, int depth)
    {
        int offsetSize = (header & 3) + 1, countSize = (header & 4) != 0 ? 4 : 1;
        var count = Number(value.Slice(1, countSize));
        var offsets = value[(1 + countSize)..];
        var data = offsets[checked((count + 1) * offsetSize)..];
        json.WriteStartArray();
        for (var i = 0; i < count; i++)
        {
            Write(json, metadata, data[Number(offsets.Slice(i * offsetSize, offsetSize))..], depth - 1);
        }

        json.WriteEndArray();
    }

    private static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> metadata, int id)
    {
        var size = (metadata[..1][0] >> 6) + 1;
        var count = Number(metadata.Slice(1, size));
        var offsets = metadata[(1 + size)..];
        var names = offsets[checked((count + 1) * size)..];
        var start = Number(offsets.Slice(id * size, size));
        return names[start..Number(offsets.Slice((id + 1) * size, size))];
    }

    private static int Number(ReadOnlySpan<byte> bytes)
    {
        uint number = 0;
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            number = (number << 8) | bytes[i];
        }

        return number <= int.MaxValue ? (int)number : throw new InvalidDataException($"The variant holds a length of {number}.");
    }
}
