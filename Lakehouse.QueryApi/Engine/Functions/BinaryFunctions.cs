using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Lakehouse.QueryApi.Results;
using Lakehouse.QueryApi.Trino;

namespace Lakehouse.QueryApi.Engine.Functions;

/// <summary>Trino's functions of binary values that the engine lacks: digests, base 32, numbers as bytes.</summary>
internal static class BinaryFunctions
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private const int Base32Group = 8;

    public static IEnumerable<ScalarFunction> All =>
    [
        new("trino_crc32", [FunctionType.Binary], FunctionType.Bigint, (arguments, row, result) => result.Set(row, (long)Crc32.HashToUInt32(arguments[0].Bytes(row)))),
        new("trino_xxhash64", [FunctionType.Binary], FunctionType.Binary, (arguments, row, result) => result.SetText(row, XxHash64.Hash(arguments[0].Bytes(row)))),
        new("trino_sha512", [FunctionType.Binary], FunctionType.Binary, (arguments, row, result) => result.SetText(row, SHA512.HashData(arguments[0].Bytes(row)))),
        new("trino_hmac", [FunctionType.Text, FunctionType.Binary, FunctionType.Binary], FunctionType.Binary, Sign),
        new("trino_reverse_bytes", [FunctionType.Binary], FunctionType.Binary, (arguments, row, result) =>
        {
            var bytes = arguments[0].Bytes(row).ToArray();
            Array.Reverse(bytes);
            result.SetText(row, bytes);
        }),
        new("trino_from_utf8", [FunctionType.Binary], FunctionType.Text, (arguments, row, result) => Decode(arguments[0].Bytes(row), "\uFFFD"u8, row, result)),
        new("trino_from_utf8", [FunctionType.Binary, FunctionType.Text], FunctionType.Text, (arguments, row, result) => Decode(arguments[0].Bytes(row), Single(arguments[1].Bytes(row)), row, result)),
        new("trino_from_utf8", [FunctionType.Binary, FunctionType.Bigint], FunctionType.Text, (arguments, row, result) => Decode(arguments[0].Bytes(row), Character(arguments[1].Value<long>(row)), row, result)),
        new("trino_to_base32", [FunctionType.Binary], FunctionType.Text, ToBase32),
        new("trino_from_base32", [FunctionType.Text], FunctionType.Binary, FromBase32),
        new("trino_from_big_endian", [FunctionType.Binary, FunctionType.Bigint], FunctionType.Bigint, FromBigEndian),
        new("trino_to_ieee754", [FunctionType.Double], FunctionType.Binary, (arguments, row, result) => ToBytes(row, result, BitConverter.DoubleToInt64Bits(arguments[0].Value<double>(row)), sizeof(double))),
        new("trino_to_ieee754", [FunctionType.Real], FunctionType.Binary, (arguments, row, result) => ToBytes(row, result, (long)BitConverter.SingleToInt32Bits(arguments[0].Value<float>(row)) << 32, sizeof(float))),
        new("trino_from_ieee754_64", [FunctionType.Binary], FunctionType.Double, (arguments, row, result) => result.Set(row, BinaryPrimitives.ReadDoubleBigEndian(Exactly(arguments[0].Bytes(row), sizeof(double), "Input floating-point value")))),
        new("trino_from_ieee754_32", [FunctionType.Binary], FunctionType.Real, (arguments, row, result) => result.Set(row, BinaryPrimitives.ReadSingleBigEndian(Exactly(arguments[0].Bytes(row), sizeof(float), "Input floating-point value")))),
    ];

    /// <summary>Each invalid sequence becomes one replacement.</summary>
    private static void Decode(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> replacement, long row, ResultVector result)
    {
        if (Utf8.IsValid(bytes))
        {
            result.SetText(row, bytes);
            return;
        }

        for (var rest = bytes; rest.Length > 0;)
        {
            var (length, isValid) = ReadSequence(rest);
            result.Buffer.Write(isValid ? rest[..length] : replacement);
            rest = rest[length..];
        }

        result.SetText(row);
    }

    /// <summary>
    /// As Trino's library takes bytes for a sequence: <c>C3 A9</c> is one, <c>E2 82 41</c> an invalid one of two bytes in front of A, <c>C0 80</c> (too long),
    /// <c>ED A0 80</c> (half a pair) and the forms of five and six bytes that once were are invalid as a whole.
    /// </summary>
    private static (int Length, bool IsValid) ReadSequence(ReadOnlySpan<byte> bytes)
    {
        var length = bytes[0] switch { < 0x80 => 1, < 0xC0 => 0, < 0xE0 => 2, < 0xF0 => 3, < 0xF8 => 4, < 0xFC => 5, < 0xFE => 6, _ => 0 };
        for (var index = 1; index < length; index++)
        {
            if (index >= bytes.Length || (bytes[index] & 0xC0) != 0x80)
            {
                return (index, false);
            }
        }

        return length == 0 ? (1, false) : (length, Utf8.IsValid(bytes[..length]));
    }

    private static ReadOnlySpan<byte> Single(ReadOnlySpan<byte> text) => text.IsEmpty || (Rune.DecodeFromUtf8(text, out _, out var length) == OperationStatus.Done && length == text.Length) ? text
        : throw new FunctionException("INVALID_FUNCTION_ARGUMENT: Replacement character string must empty or a single character");

    private static ReadOnlySpan<byte> Character(long codePoint) => codePoint is >= 0 and <= 0x10FFFF && Rune.TryCreate((int)codePoint, out var rune) ? Encoding.UTF8.GetBytes(rune.ToString())
        : throw new FunctionException("INVALID_FUNCTION_ARGUMENT: Invalid replacement character");

    [SuppressMessage("Security", "CA5350", Justification = "What the statement asks for.")]
    [SuppressMessage("Security", "CA5351", Justification = "What the statement asks for.")]
    private static void Sign(ColumnVector[] arguments, long row, ResultVector result)
    {
        var text = arguments[1].Bytes(row);
        var key = arguments[2].Bytes(row);
        result.SetText(row, arguments[0].Text(row) switch
        {
            "md5" => HMACMD5.HashData(key, text),
            "sha1" => HMACSHA1.HashData(key, text),
            "sha256" => HMACSHA256.HashData(key, text),
            _ => HMACSHA512.HashData(key, text),
        });
    }

    /// <summary>RFC 4648, filled up to groups of eight.</summary>
    private static void ToBase32(ColumnVector[] arguments, long row, ResultVector result)
    {
        var text = new StringBuilder();
        var (bits, count) = (0, 0);
        foreach (var each in arguments[0].Bytes(row))
        {
            bits = ((bits << 8) | each) & 0xFFF;
            for (count += 8; count >= 5; count -= 5)
            {
                text.Append(Base32[(bits >> (count - 5)) & 31]);
            }
        }

        if (count > 0)
        {
            text.Append(Base32[(bits << (5 - count)) & 31]);
        }

        result.SetText(row, text.Append('=', -text.Length & (Base32Group - 1)).ToString().AsSpan());
    }

    private static void FromBase32(ColumnVector[] arguments, long row, ResultVector result)
    {
        var text = arguments[0].Text(row)!.TrimEnd('=');
        var bytes = new byte[text.Length * 5 / 8];
        var (bits, count, length) = (0, 0, 0);
        foreach (var each in text)
        {
            var value = Base32.IndexOf(each, StringComparison.Ordinal);
            if (value < 0 || text.Length % Base32Group is 1 or 3 or 6)
            {
                throw new FunctionException($"INVALID_FUNCTION_ARGUMENT: Invalid input: '{arguments[0].Text(row)}' is not base 32");
            }

            bits = ((bits << 5) | value) & 0xFFF;
            count += 5;
            if (count >= 8)
            {
                count -= 8;
                bytes[length++] = (byte)(bits >> count);
            }
        }

        result.SetText(row, bytes);
    }

    private static void FromBigEndian(ColumnVector[] arguments, long row, ResultVector result)
    {
        var size = (int)arguments[1].Value<long>(row);
        var bytes = Exactly(arguments[0].Bytes(row), size, "expected");
        result.Set(row, size == sizeof(int) ? BinaryPrimitives.ReadInt32BigEndian(bytes) : BinaryPrimitives.ReadInt64BigEndian(bytes));
    }

    private static void ToBytes(long row, ResultVector result, long bits, int size)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, bits);
        result.SetText(row, bytes[..size]);
    }

    private static ReadOnlySpan<byte> Exactly(ReadOnlySpan<byte> bytes, int size, string what) => bytes.Length == size ? bytes
        : throw new FunctionException($"INVALID_FUNCTION_ARGUMENT: {(what == "expected" ? $"expected {size}-byte input, but got instead: {bytes.Length}" : $"{what} must be exactly {size} bytes long")}");
}
