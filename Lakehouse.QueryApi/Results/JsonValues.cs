using System.Text.Json;
using DuckDB.NET.Native;

namespace Lakehouse.QueryApi.Results;

/// <summary>Values as JSON.</summary>
/// <remarks>
/// A number is a JSON number where every reader, even one that keeps numbers as IEEE doubles, gets the exact value; else it is a
/// string of the same digits. See docs/decisions/0081-exact-values-in-json.md.
/// </remarks>
internal static class JsonValues
{
    /// <summary>2^53 - 1: the largest integer up to which a double holds every integer.</summary>
    private const long MaxSafeInteger = 9_007_199_254_740_991;

    /// <summary>A decimal of up to 15 digits survives the way through a double and back.</summary>
    private const long MaxSafeDigits = 999_999_999_999_999;

    public static void Write(Utf8JsonWriter json, ColumnVector column, long row)
    {
        if (column.IsNull(row))
        {
            json.WriteNullValue();
            return;
        }

        switch (column.Type.Kind)
        {
            case DuckDBType.Varchar:
                json.WriteStringValue(column.Bytes(row));
                break;
            case DuckDBType.Boolean:
                json.WriteBooleanValue(column.Value<byte>(row) != 0);
                break;
            case DuckDBType.Integer:
                json.WriteNumberValue(column.Value<int>(row));
                break;
            case DuckDBType.BigInt when column.Value<long>(row) is >= -MaxSafeInteger and <= MaxSafeInteger:
                json.WriteNumberValue(column.Value<long>(row));
                break;
            case DuckDBType.Double:
                WriteDouble(json, column.Value<double>(row));
                break;
            case DuckDBType.Float:
                WriteFloat(json, column.Value<float>(row));
                break;
            case DuckDBType.Blob:
                json.WriteBase64StringValue(column.Bytes(row));
                break;
            case DuckDBType.Enum:
                json.WriteStringValue(ScalarText.Label(column, row));
                break;
            case DuckDBType.List or DuckDBType.Array:
                WriteArray(json, column, row);
                break;
            case DuckDBType.Map:
                WriteMap(json, column, row);
                break;
            case DuckDBType.Struct:
                WriteStruct(json, column, row);
                break;
            default:
                WriteText(json, column, row);
                break;
        }
    }

    private static void WriteText(Utf8JsonWriter json, ColumnVector column, long row)
    {
        Span<byte> text = stackalloc byte[ScalarText.MaxLength];
        var length = ScalarText.Format(column, row, text);
        if (IsSafeNumber(column, row))
        {
            json.WriteRawValue(text[..length], skipInputValidation: true);
        }
        else
        {
            json.WriteStringValue(text[..length]);
        }
    }

    private static bool IsSafeNumber(ColumnVector column, long row) => column.Type.Kind switch
    {
        DuckDBType.Decimal => Int128.Abs(ScalarText.Digits(column, row, column.Type.Storage)) <= MaxSafeDigits,
        DuckDBType.UnsignedHugeInt => column.Value<UInt128>(row) <= MaxSafeInteger,
        DuckDBType.HugeInt => column.Value<Int128>(row) is var value && value <= MaxSafeInteger && value >= -MaxSafeInteger,
        _ when column.Type.IsNumber => Int128.Abs(ScalarText.Digits(column, row, column.Type.Kind)) <= MaxSafeInteger,
        _ => false,
    };

    private static void WriteDouble(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);
        }
    }

    private static void WriteFloat(Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            WriteDouble(json, value);
        }
    }

    private static void WriteArray(Utf8JsonWriter json, ColumnVector column, long row)
    {
        json.WriteStartArray();
        var (start, length) = column.Range(row);
        for (var index = start; index < start + length; index++)
        {
            Write(json, column.Children[0], index);
        }

        json.WriteEndArray();
    }

    /// <summary>A map becomes an object; keys that are not text are named by their text or JSON.</summary>
    private static void WriteMap(Utf8JsonWriter json, ColumnVector column, long row)
    {
        json.WriteStartObject();
        var (start, length) = column.Range(row);
        for (var index = start; index < start + length; index++)
        {
            json.WritePropertyName(KeyText(column.Children[0], index));
            Write(json, column.Children[1], index);
        }

        json.WriteEndObject();
    }

    private static void WriteStruct(Utf8JsonWriter json, ColumnVector column, long row)
    {
        // ROW(1, 2) has fields without names, which an object cannot hold.
        var named = column.Children.All(child => child.Name.Length > 0);
        if (named)
        {
            json.WriteStartObject();
        }
        else
        {
            json.WriteStartArray();
        }

        foreach (var field in column.Children)
        {
            if (named)
            {
                json.WritePropertyName(field.NameUtf8);
            }

            Write(json, field, row);
        }

        if (named)
        {
            json.WriteEndObject();
        }
        else
        {
            json.WriteEndArray();
        }
    }

    private static byte[] KeyText(ColumnVector key, long row)
    {
        if (key.Type.Kind == DuckDBType.Varchar)
        {
            return key.Bytes(row).ToArray();
        }

        if (key.Type.Kind is DuckDBType.Enum)
        {
            return ScalarText.Label(key, row).ToArray();
        }

        if (key.Type.IsScalar && key.Type.Kind != DuckDBType.Blob)
        {
            var text = new byte[ScalarText.MaxLength];
            return text[..ScalarText.Format(key, row, text)];
        }

        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var nested = new Utf8JsonWriter(buffer, JsonResultWriter.Options))
        {
            Write(nested, key, row);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
