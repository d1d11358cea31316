using System.Text;
using System.Text.Json;

namespace Lakehouse.Delta.Tests.Corpus;

/// <summary>Variants as JSON text without blanks, whether the corpus gives raw bytes, DuckDB's text, or the reader JSON.</summary>
internal static class VariantText
{
    public static string Of(JsonElement value, bool actual)
    {
        if (actual)
        {
            using var json = JsonDocument.Parse(value.GetString()!);
            return Compact(json.RootElement);
        }

        if (value.TryGetProperty("$variantText", out var text))
        {
            using var json = JsonDocument.Parse(text.GetString()!.Replace('\'', '"'));
            return Compact(json.RootElement);
        }

        var bytes = value.GetProperty("$variant");
        return Decode(bytes.GetProperty("metadata").GetBytesFromBase64(), bytes.GetProperty("value").GetBytesFromBase64());
    }

    private static string Compact(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(",", json.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal).Select(member => $"{member.Name}:{Compact(member.Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(",", json.EnumerateArray().Select(Compact)) + "]",
        JsonValueKind.String => json.GetString()!,
        JsonValueKind.Number => Canonical(json.GetRawText()),
        _ => json.GetRawText(),
    };

    /// <summary>Parquet's variant encoding (VariantEncoding.md of apache/parquet-format); times and bytes in the form in which DuckDB shows them.</summary>
    private static string Decode(byte[] metadata, ReadOnlySpan<byte> value)
    {
        var header = value[0] >> 2;
        switch (value[0] & 3)
        {
            case 1:
                return Encoding.UTF8.GetString(value.Slice(1, header));
            case 2:
                return Object(metadata, value, header);
            case 3:
                return Array(metadata, value, header);
            default:
                return header switch
                {
                    0 => "null",
                    1 => "true",
                    2 => "false",
                    >= 3 and <= 6 => Signed(value.Slice(1, 1 << (header - 3))).ToString(System.Globalization.CultureInfo.InvariantCulture),
                    7 => Canonical(BitConverter.ToDouble(value.Slice(1, 8))),
                    8 or 9 or 10 => Decimal(value[1], value.Slice(2, 4 << (header - 8))),
                    11 => new DateOnly(1970, 1, 1).AddDays((int)Signed(value.Slice(1, 4))).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
                    12 => Time(Signed(value.Slice(1, 8))) + "+00",
                    13 => Time(Signed(value.Slice(1, 8))),
                    14 => Canonical(BitConverter.ToSingle(value.Slice(1, 4))),
                    15 => Convert.ToBase64String(value.Slice(5, (int)Number(value.Slice(1, 4)))),
                    20 => new Guid(value.Slice(1, 16), bigEndian: true).ToString(),
                    16 => Encoding.UTF8.GetString(value.Slice(5, (int)Number(value.Slice(1, 4)))),
                    _ => throw new NotSupportedException($"Variant type {header}."),
                };
        }
    }

    /// <summary>Numbers with a fraction in one form: DuckDB shows 1.50 as decimal, 1.5 as double.</summary>
    private static string Canonical(string number) =>
        number.AsSpan().IndexOfAny(".eE") < 0 ? number : Canonical(double.Parse(number, System.Globalization.CultureInfo.InvariantCulture));

    private static string Canonical(double number) => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    private static string Decimal(int scale, ReadOnlySpan<byte> unscaled)
    {
        var digits = new System.Numerics.BigInteger(unscaled);
        var text = System.Numerics.BigInteger.Abs(digits).ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return Canonical($"{(digits.Sign < 0 ? "-" : "")}{text[..^scale]}{(scale > 0 ? "." + text[^scale..] : "")}");
    }

    private static string Time(long micros) => DateTime.UnixEpoch.AddTicks(micros * 10).ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", System.Globalization.CultureInfo.InvariantCulture);

    private static string Object(byte[] metadata, ReadOnlySpan<byte> value, int header)
    {
        var (offsetSize, idSize, countSize) = ((header & 3) + 1, ((header >> 2) & 3) + 1, (header >> 4) != 0 ? 4 : 1);
        var count = (int)Number(value.Slice(1, countSize));
        var ids = value[(1 + countSize)..];
        var offsets = ids[(count * idSize)..];
        var data = offsets[((count + 1) * offsetSize)..];
        var members = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            members[Key(metadata, (int)Number(ids.Slice(i * idSize, idSize)))] = Decode(metadata, data[(int)Number(offsets.Slice(i * offsetSize, offsetSize))..]);
        }

        return "{" + string.Join(",", members.Select(member => $"{member.Key}:{member.Value}")) + "}";
    }

    private static string Array(byte[] metadata, ReadOnlySpan<byte> value, int header)
    {
        var (offsetSize, countSize) = ((header & 3) + 1, (header >> 2) != 0 ? 4 : 1);
        var count = (int)Number(value.Slice(1, countSize));
        var offsets = value[(1 + countSize)..];
        var data = offsets[((count + 1) * offsetSize)..];
        var elements = new string[count];
        for (var i = 0; i < count; i++)
        {
            elements[i] = Decode(metadata, data[(int)Number(offsets.Slice(i * offsetSize, offsetSize))..]);
        }

        return "[" + string.Join(",", elements) + "]";
    }

    private static string Key(ReadOnlySpan<byte> metadata, int id)
    {
        var size = (metadata[0] >> 6) + 1;
        var count = (int)Number(metadata.Slice(1, size));
        var offsets = metadata[(1 + size)..];
        var text = offsets[((count + 1) * size)..];
        var start = (int)Number(offsets.Slice(id * size, size));
        return Encoding.UTF8.GetString(text[start..(int)Number(offsets.Slice((id + 1) * size, size))]);
    }

    private static long Number(ReadOnlySpan<byte> bytes)
    {
        long number = 0;
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            number = (number << 8) | bytes[i];
        }

        return number;
    }

    private static long Signed(ReadOnlySpan<byte> bytes) => Number(bytes) << (64 - (bytes.Length * 8)) >> (64 - (bytes.Length * 8));
}
