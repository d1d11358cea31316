using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
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
        new("trino_to_base32", [FunctionType.Binary], FunctionType.Text, ToBase32),
        new("trino_from_base32", [FunctionType.Text], FunctionType.Binary, FromBase32),
        new("trino_from_big_endian", [FunctionType.Binary, FunctionType.Bigint], FunctionType.Bigint, FromBigEndian),
        new("trino_to_ieee754", [FunctionType.Double], FunctionType.Binary, (arguments, row, result) => ToBytes(row, result, BitConverter.DoubleToInt64Bits(arguments[0].Value<double>(row)), sizeof(double))),
        new("trino_to_ieee754", [FunctionType.Real], FunctionType.Binary, (arguments, row, result) => ToBytes(row, result, (long)BitConverter.SingleToInt32Bits(arguments[0].Value<float>(row)) << 32, sizeof(float))),
        new("trino_from_ieee754_64", [FunctionType.Binary], FunctionType.Double, (arguments, row, result) => result.Set(row, BinaryPrimitives.ReadDoubleBigEndian(Exactly(arguments[0].Bytes(row), sizeof(double), "Input floating-point value")))),
        new("trino_from_ieee754_32", [FunctionType.Binary], FunctionType.Real, (arguments, row, result) => result.Set(row, BinaryPrimitives.ReadSingleBigEndian(Exactly(arguments[0].Bytes(row), sizeof(float), "Input floating-point value")))),
    ];

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
