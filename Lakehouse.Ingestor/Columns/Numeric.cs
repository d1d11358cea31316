using System.Buffers.Binary;

namespace Lakehouse.Ingestor.Columns;

/// <summary>Reads Postgres's <c>numeric</c> as the whole number that Parquet's DECIMAL stores: the value times 10^scale.</summary>
/// <remarks>
/// Binary form, big-endian 16-bit words: count of digits, weight, sign, display scale, then digits of base 10,000; digit <c>i</c>
/// counts 10,000^(weight − i). 3.5 is <c>0002 0000 0000 0001 0003 1388</c>.
/// </remarks>
internal static class Numeric
{
    private const ushort Negative = 0x4000;
    private const ushort Special = 0xC000; // NaN C000, Infinity D000, -Infinity F000

    private static readonly UInt128[] PowersOfTen = Powers();

    /// <returns>False for NaN and the infinities, which DECIMAL cannot hold.</returns>
    public static bool TryReadBinary(ReadOnlySpan<byte> value, int scale, out Int128 unscaled)
    {
        var digits = BinaryPrimitives.ReadInt16BigEndian(value);
        var weight = BinaryPrimitives.ReadInt16BigEndian(value[2..]);
        var sign = BinaryPrimitives.ReadUInt16BigEndian(value[4..]);
        unscaled = 0;
        if ((sign & Special) == Special)
        {
            return false;
        }

        UInt128 result = 0;
        var exponent = 0; // of the last digit taken, as a power of ten, after scaling
        for (var i = 0; i < digits; i++)
        {
            var digit = BinaryPrimitives.ReadUInt16BigEndian(value[(8 + (2 * i))..]);
            exponent = ((weight - i) * 4) + scale;
            if (exponent >= 0)
            {
                result = (result * 10_000) + digit;
            }
            else
            {
                // The last digit reaches below the scale; what it has there is zeros.
                result = exponent > -4 ? (result * PowersOfTen[4 + exponent]) + (digit / PowersOfTen[-exponent]) : result;
                exponent = 0;
                break;
            }
        }

        unscaled = (Int128)(exponent > 0 ? result * PowersOfTen[exponent] : result);
        unscaled = sign == Negative ? -unscaled : unscaled;
        return true;
    }

    /// <returns>False for NaN and the infinities.</returns>
    public static bool TryReadText(ReadOnlySpan<byte> value, int scale, out Int128 unscaled)
    {
        unscaled = 0;
        var negative = value[0] == (byte)'-';
        var text = negative ? value[1..] : value;
        if (!char.IsAsciiDigit((char)text[0]))
        {
            return false;
        }

        UInt128 result = 0;
        var left = -1; // places after the point that are still to come; -1 before the point
        foreach (var c in text)
        {
            if (c == (byte)'.')
            {
                left = scale;
            }
            else if (left != 0)
            {
                result = (result * 10) + (uint)(c - '0');
                left = left > 0 ? left - 1 : left;
            }
        }

        var missing = left < 0 ? scale : left;
        unscaled = (Int128)(result * PowersOfTen[missing]);
        unscaled = negative ? -unscaled : unscaled;
        return true;
    }

    private static UInt128[] Powers()
    {
        var powers = new UInt128[39];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++)
        {
            powers[i] = powers[i - 1] * 10;
        }

        return powers;
    }
}
