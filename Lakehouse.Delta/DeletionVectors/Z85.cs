using System.Buffers.Binary;

namespace Lakehouse.Delta;

/// <summary>ZeroMQ's base-85 encoding: 4 bytes as 5 characters.</summary>
internal static class Z85
{
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

    /// <exception cref="InvalidDataException">The text is not Z85.</exception>
    public static byte[] Decode(string text)
    {
        if (text.Length % 5 != 0)
        {
            throw new InvalidDataException($"Z85 text has a length of {text.Length}, which 5 does not divide.");
        }

        var bytes = new byte[text.Length / 5 * 4];
        for (var i = 0; i < text.Length; i += 5)
        {
            ulong value = 0;
            for (var j = 0; j < 5; j++)
            {
                var digit = Alphabet.IndexOf(text[i + j], StringComparison.Ordinal);
                value = (value * 85) + (digit >= 0 ? (ulong)digit : throw new InvalidDataException($"'{text[i + j]}' is no character of Z85."));
            }

            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(i / 5 * 4), value <= uint.MaxValue ? (uint)value : throw new InvalidDataException("Z85 text holds a number that is too large."));
        }

        return bytes;
    }

    /// <summary>Encodes bytes, of which there must be a multiple of 4.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new char[bytes.Length / 4 * 5];
        for (var i = 0; i < bytes.Length; i += 4)
        {
            var value = BinaryPrimitives.ReadUInt32BigEndian(bytes[i..]);
            for (var j = 4; j >= 0; j--)
            {
                text[(i / 4 * 5) + j] = Alphabet[(int)(value % 85)];
                value /= 85;
            }
        }

        return new string(text);
    }
}
