using System.Buffers;
using System.Globalization;
using System.Text;
using Lakehouse.QueryApi.Results;

namespace Lakehouse.QueryApi.Trino.Json;

/// <summary>Values of JSON as text.</summary>
internal static class JsonText
{
    /// <summary>Java writes half of a surrogate pair as a question mark.</summary>
    private static readonly Encoding Java = Encoding.GetEncoding("utf-8", new EncoderReplacementFallback("?"), DecoderFallback.ReplacementFallback);

    /// <summary>The text that <c>a\u00e9\n</c> stands for.</summary>
    /// <param name="escaped">What stands between quotes, with its escapes.</param>
    public static string Unescape(ReadOnlySpan<byte> escaped)
    {
        var text = new StringBuilder(escaped.Length);
        while (escaped.IndexOf((byte)'\\') is >= 0 and var at)
        {
            text.Append(Encoding.UTF8.GetString(escaped[..at]));
            var letter = (char)escaped[at + 1];
            text.Append(letter switch
            {
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => (char)ushort.Parse(escaped.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                _ => letter,
            });
            escaped = escaped[(at + (letter == 'u' ? 6 : 2))..];
        }

        return text.Append(Encoding.UTF8.GetString(escaped)).ToString();
    }

    /// <summary>Writes the scanner's text or name as a value of varchar.</summary>
    public static void WritePlain(in JsonScanner scanner, IBufferWriter<byte> output)
    {
        if (scanner.IsEscaped)
        {
            Java.GetBytes(Unescape(scanner.Value), output);
        }
        else
        {
            output.Write(scanner.Value);
        }
    }

    /// <summary>Writes the scanner's text or name in quotes.</summary>
    /// <exception cref="FunctionException">Half of a surrogate pair, which Trino cannot write either.</exception>
    public static void WriteQuoted(in JsonScanner scanner, IBufferWriter<byte> output)
    {
        if (scanner.IsEscaped)
        {
            WriteQuoted(Unescape(scanner.Value), output);
            return;
        }

        output.Write("\""u8);
        output.Write(scanner.Value);
        output.Write("\""u8);
    }

    /// <summary>Quotes, backslashes and control characters are escaped, nothing else is.</summary>
    public static void WriteQuoted(string text, IBufferWriter<byte> output)
    {
        var escaped = new StringBuilder(text.Length + 2).Append('"');
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' => escaped.Append("\\\""),
                '\\' => escaped.Append(@"\\"),
                '\b' => escaped.Append(@"\b"),
                '\f' => escaped.Append(@"\f"),
                '\n' => escaped.Append(@"\n"),
                '\r' => escaped.Append(@"\r"),
                '\t' => escaped.Append(@"\t"),
                < ' ' => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}"),
                _ => escaped.Append(character),
            };
        }

        try
        {
            StrictUtf8.GetBytes(escaped.Append('"').ToString(), output);
        }
        catch (EncoderFallbackException)
        {
            throw new FunctionException("INVALID_FUNCTION_ARGUMENT: Incomplete surrogate pair in a JSON text");
        }
    }

    /// <summary>Writes a number as Trino keeps it: whole ones with all digits, others as a double.</summary>
    public static void WriteNumber(in JsonScanner scanner, IBufferWriter<byte> output)
    {
        if (scanner.Token == JsonToken.Integer)
        {
            output.Write(scanner.Value.SequenceEqual("-0"u8) ? "0"u8 : scanner.Value);
            return;
        }

        if (IsShortest(scanner.Value, out var shortest))
        {
            output.Write(shortest);
            return;
        }

        WriteNumber(double.Parse(scanner.Value, NumberStyles.Float, CultureInfo.InvariantCulture), output);
    }

    /// <summary>Up to 15 digits survive in a double, and no shorter text means the same one: but for zeros at its end, what is written is what Java would write of it. <c>1.50</c> is 1.5.</summary>
    private static bool IsShortest(ReadOnlySpan<byte> number, out ReadOnlySpan<byte> shortest)
    {
        shortest = number;
        var digits = number[0] == '-' ? number[1..] : number;
        var point = digits.IndexOf((byte)'.');
        if (point is < 1 or > 7 || digits.Length > 16 || digits.ContainsAny((byte)'e', (byte)'E') || (digits[0] == '0' && !digits[(point + 1)..Math.Min(point + 4, digits.Length)].ContainsAnyExcept((byte)'0')))
        {
            // Java writes what is below 0.001 or has more than seven digits before its point with an exponent.
            return false;
        }

        var end = number.TrimEnd((byte)'0').Length;
        shortest = number[..Math.Max(end, number.IndexOf((byte)'.') + 2)];
        return true;
    }

    /// <summary>Writes a double; what is not finite becomes a text.</summary>
    public static void WriteNumber(double value, IBufferWriter<byte> output)
    {
        // Most are neither large nor small: what .NET writes is what Java writes, but for the point.
        var text = output.GetSpan(32);
        if (Math.Abs(value) is >= 1e-3 and < 1e7 && value.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture))
        {
            output.Advance(length);
            output.Write(text[..length].Contains((byte)'.') ? [] : ".0"u8);
            return;
        }

        Encoding.ASCII.GetBytes(double.IsFinite(value) ? JavaNumber.Format(value) : $"\"{JavaNumber.Format(value)}\"", output);
    }

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
