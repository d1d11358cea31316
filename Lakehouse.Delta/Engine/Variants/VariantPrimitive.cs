using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Lakehouse.Delta.Engine;

/// <summary>Writes the primitive values of variants as JSON; types that JSON lacks become texts.</summary>
internal static class VariantPrimitive
{
    private static readonly DateTime Epoch = DateTime.UnixEpoch;

    public static void Write(Utf8JsonWriter json, int type, ReadOnlySpan<byte> bytes)
    {
        switch (type)
        {
            case 0: json.WriteNullValue(); break;
            case 1: json.WriteBooleanValue(true); break;
            case 2: json.WriteBooleanValue(false); break;
            case 3: json.WriteNumberValue((sbyte)bytes[..1][0]); break;
            case 4: json.WriteNumberValue(BinaryPrimitives.ReadInt16LittleEndian(bytes)); break;
            case 5: json.WriteNumberValue(BinaryPrimitives.ReadInt32LittleEndian(bytes)); break;
            case 6: json.WriteNumberValue(BinaryPrimitives.ReadInt64LittleEndian(bytes)); break;
            case 7: WriteDouble(json, BinaryPrimitives.ReadDoubleLittleEndian(bytes)); break;
            case 8: WriteDecimal(json, bytes[..1][0], new BigInteger(bytes.Slice(1, 4))); break;
            case 9: WriteDecimal(json, bytes[..1][0], new BigInteger(bytes.Slice(1, 8))); break;
            case 10: WriteDecimal(json, bytes[..1][0], new BigInteger(bytes.Slice(1, 16))); break;
            case 11: json.WriteStringValue(Epoch.AddDays(BinaryPrimitives.ReadInt32LittleEndian(bytes)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)); break;
            case 12: WriteTime(json, BinaryPrimitives.ReadInt64LittleEndian(bytes) * 10, "+00"); break;
            case 13: WriteTime(json, BinaryPrimitives.ReadInt64LittleEndian(bytes) * 10, ""); break;
            case 14: WriteDouble(json, BinaryPrimitives.ReadSingleLittleEndian(bytes)); break;
            case 15: json.WriteBase64StringValue(bytes.Slice(4, BinaryPrimitives.ReadInt32LittleEndian(bytes))); break;
            case 16: json.WriteStringValue(bytes.Slice(4, BinaryPrimitives.ReadInt32LittleEndian(bytes))); break;
            case 17: json.WriteStringValue(new TimeOnly(BinaryPrimitives.ReadInt64LittleEndian(bytes) * 10).ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture)); break;
            case 18: WriteTime(json, BinaryPrimitives.ReadInt64LittleEndian(bytes) / 100, "+00"); break;
            case 19: WriteTime(json, BinaryPrimitives.ReadInt64LittleEndian(bytes) / 100, ""); break;
            case 20: json.WriteStringValue(new Guid(bytes[..16], bigEndian: true)); break;
            default: throw new InvalidDataException($"The variant has a value of the unknown type {type}.");
        }
    }

    private static void WriteDouble(Utf8JsonWriter json, double number)
    {
        if (double.IsFinite(number))
        {
            json.WriteNumberValue(number);
        }
        else
        {
            json.WriteStringValue(number.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void WriteDecimal(Utf8JsonWriter json, int scale, BigInteger unscaled)
    {
        var digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var text = scale == 0 ? digits : $"{digits[..^scale]}.{digits[^scale..]}";
        json.WriteRawValue(unscaled.Sign < 0 ? "-" + text : text);
    }

    private static void WriteTime(Utf8JsonWriter json, long ticks, string zone) =>
        json.WriteStringValue(Epoch.AddTicks(ticks).ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture) + zone);
}
