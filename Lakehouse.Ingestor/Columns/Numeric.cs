using System.Buffers.Binary;
using System.Numerics;

namespace Lakehouse.Ingestor.Columns;

/// <summary>Reads Postgres's <c>numeric</c> as the whole number that Parquet's DECIMAL stores: the value times 10^scale.</summary>
/// <remarks>
/// Binary form, big-endian 16-bit words: count of digits, weight, sign, display scale, then digits of base 10,000; digit <c>i</c>
/// counts 10,000^(weight − i). 3.5 is <c>0002 0000 0000 0001 0003 1388</c>. The number's type is the caller's: most fit 64 bits, whose
/// arithmetic is several times faster than that of 128.
/// </remarks>
internal static class Numeric
{
    private const ushort Negative = 0x4000;
    private const ushort Special = 0xC000; // NaN C000, Infinity D000, -Infinity F000

    /// <returns>False for NaN and the infinities, which DECIMAL cannot hold.</returns>
    public static bool TryReadBinary<T>(ReadOnlySpan<byte> value, int scale, out T unscaled)
        where T : struct, IBinaryInteger<T>
    {
        var digits = BinaryPrimitives.ReadInt16BigEndian(value);
        var weight = BinaryPrimitives.ReadInt16BigEndian(value[2..]);
        var sign = BinaryPrimitives.ReadUInt16BigEndian(value[4..]);
        unscaled = T.Zero;
        if ((sign & Special) == Special)
        {
            return false;
        }

        var base10000 = T.CreateTruncating(10_000);
        var result = T.Zero;
        var exponent = 0; // of the last digit taken, as a power of ten, after scaling
        for (var i = 0; i < digits; i++)
        {
            var digit = BinaryPrimitives.ReadUInt16BigEndian(value[(8 + (2 * i))..]);
            exponent = ((weight - i) * 4) + scale;
            if (exponent >= 0)
            {
                result = (result * base10000) + T.CreateTruncating(digit);
            }
            else
            {
                // The last digit reaches below the scale; what it has there is zeros.
                result = exponent > -4 ? (result * Powers<T>.OfTen[4 + exponent]) + (T.CreateTruncating(digit) / Powers<T>.OfTen[-exponent]) : result;
                exponent = 0;
                break;
            }
        }

        result = exponent > 0 ? result * Powers<T>.OfTen[exponent] : result;
        unscaled = sign == Negative ? -result : result;
        return true;
    }

    /// <returns>False for NaN and the infinities.</returns>
    public static bool TryReadText<T>(ReadOnlySpan<byte> value, int scale, out T unscaled)
        where T : struct, IBinaryInteger<T>
    {
        unscaled = T.Zero;
        var negative = value[0] == (byte)'-';
        var text = negative ? value[1..] : value;
        if (!char.IsAsciiDigit((char)text[0]))
        {
            return false;
        }

        var ten = T.CreateTruncating(10);
        var result = T.Zero;
        var left = -1; // places after the point that are still to come; -1 before the point
        foreach (var c in text)
        {
            if (c == (byte)'.')
            {
                left = scale;
            }
            else if (left != 0)
            {
                result = (result * ten) + T.CreateTruncating(c - '0');
                left = left > 0 ? left - 1 : left;
            }
        }

        result *= Powers<T>.OfTen[left < 0 ? scale : left];
        unscaled = negative ? -result : result;
        return true;
    }

    /// <summary>As many powers of ten as the type holds.</summary>
    private static class Powers<T>
        where T : struct, IBinaryInteger<T>
    {
        public static readonly T[] OfTen = Make();

        private static T[] Make()
        {
            var ten = T.CreateTruncating(10);
            var powers = new List<T> { T.One };
            while (powers[^1] * ten / ten == powers[^1])
            {
                powers.Add(powers[^1] * ten);
            }

            return [.. powers];
        }
    }
}
