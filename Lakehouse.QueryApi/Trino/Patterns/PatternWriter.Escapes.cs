using System.Globalization;

namespace Lakehouse.QueryApi.Trino.Patterns;

/// <summary>What a backslash begins.</summary>
internal sealed partial class PatternWriter
{
    private static readonly HashSet<string> Categories = new(StringComparer.OrdinalIgnoreCase)
    {
        "C", "Cc", "Cf", "Cn", "Co", "Cs", "L", "Ll", "Lm", "Lo", "Lt", "Lu", "M", "Mc", "Me", "Mn", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "S", "Sc", "Sk", "Sm", "So", "Z", "Zl", "Zp", "Zs",
    };

    private void WriteEscape()
    {
        if (position == pattern.Length)
        {
            throw Wrong("end pattern at escape");
        }

        switch (pattern[position])
        {
            case 'b' or 'B':
                HasWordBounds = true;
                WriteAtom(WordBound(isBound: pattern[position++] == 'b'));
                break;
            case 'A' or 'z' or 'Z':
                WriteAtom($"\\{pattern[position++]}");
                break;
            case 'Q':
                var end = pattern.IndexOf(@"\E", position, StringComparison.Ordinal);
                var quoted = pattern[++position..(end < 0 ? pattern.Length : end)];
                position += quoted.Length + (end < 0 ? 0 : 2);
                foreach (var rune in quoted.EnumerateRunes())
                {
                    WriteCharacter(rune.Value);
                }

                break;
            case >= '1' and <= '9':
                WriteBackReference(ReadNumber());
                break;
            case 'k':
                position++;
                var name = ReadName();
                WriteBackReference(int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : names.TryGetValue(name, out number) ? number : throw Wrong($"undefined name <{name}> reference"));
                break;
            default:
                if (ReadClassEscape() is { } set)
                {
                    WriteAtom(set.ToString(range));
                }
                else
                {
                    WriteCharacter(ReadCharacterEscape());
                }

                break;
        }
    }

    /// <summary>.NET's \b knows other words than Joni's beyond ASCII.</summary>
    private string WordBound(bool isBound)
    {
        if (range == TextRange.Ascii)
        {
            return isBound ? @"\b" : @"\B";
        }

        NeedsBacktracking = true;
        return isBound ? $"(?:(?<={Word})(?!{Word})|(?<!{Word})(?={Word}))" : $"(?:(?<={Word})(?={Word})|(?<!{Word})(?!{Word}))";
    }

    private void WriteBackReference(int number)
    {
        NeedsBacktracking = true;
        WriteAtom(string.Create(CultureInfo.InvariantCulture, $@"\k<{number}>"));
    }

    private int ReadNumber()
    {
        var start = position;
        while (position < pattern.Length && char.IsAsciiDigit(pattern[position]) && position - start < 3)
        {
            position++;
        }

        return int.Parse(pattern.AsSpan(start, position - start), CultureInfo.InvariantCulture);
    }

    /// <summary><c>\d \w \s</c>, which are ASCII's in Joni as Trino builds it, and <c>\p{L}</c>; null at anything else.</summary>
    private PatternClass? ReadClassEscape()
    {
        switch (pattern[position])
        {
            case 'd' or 'w' or 's' or 'D' or 'W' or 'S':
                return PatternClass.Ascii(pattern[position++]);
            case 'p' or 'P':
                var isNegated = pattern[position++] == 'P';
                var braces = Rest.StartsWith("{") ? Rest.IndexOf('}') : 0;
                var name = braces > 0 ? Rest[1..braces].ToString() : Rest.IsEmpty || braces < 0 ? "" : Rest[..1].ToString();
                position += braces > 0 ? braces + 1 : name.Length;
                isNegated ^= name.StartsWith('^');
                name = name.TrimStart('^');
                return !Categories.TryGetValue(name, out var category) ? throw Missing($"The property {name} (general categories as \\p{{Lu}} are)")
                    : range == TextRange.All ? throw new FunctionException($"NOT_SUPPORTED: \\p{{{name}}} in a text with characters beyond U+FFFF is not available here: '{pattern}'")
                    : new PatternClass($@"\{(isNegated ? 'P' : 'p')}{{{category}}}", hasPairs: isNegated);
            default:
                return null;
        }
    }

    /// <summary>A character by another name: <c>\t</c>, <c>\x41</c>, <c>\x{1F600}</c>, <c>\u0041</c>, <c>\.</c></summary>
    private int ReadCharacterEscape()
    {
        var letter = pattern[position];
        if (!char.IsAsciiLetterOrDigit(letter))
        {
            return ReadRune();
        }

        position++;
        switch (letter)
        {
            case 't':
                return '\t';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 'f':
                return '\f';
            case 'v':
                return '\v';
            case 'a':
                return '\a';
            case 'e':
                return 0x1B;
            case '0':
                var octal = 0;
                for (var digits = 0; digits < 2 && position < pattern.Length && pattern[position] is >= '0' and <= '7'; digits++)
                {
                    octal = (octal * 8) + pattern[position++] - '0';
                }

                return octal;
            case 'x' when Rest.StartsWith("{") && Rest.IndexOf('}') is > 1 and <= 9 and var end:
                return Checked(ReadHex(1, end - 1, end + 1));
            case 'x':
                var length = Rest.Length > 0 && char.IsAsciiHexDigit(Rest[0]) ? Rest.Length > 1 && char.IsAsciiHexDigit(Rest[1]) ? 2 : 1 : 0;
                return ReadHex(0, length, length) is < 0x80 and var code ? code : throw Missing("A byte of a character (write \\x{E9})");
            case 'u' when Rest.Length >= 4:
                return Checked(ReadHex(0, 4, 4));
            default:
                throw Missing($"\\{letter}");
        }
    }

    private int ReadHex(int start, int length, int all)
    {
        if (!int.TryParse(Rest.Slice(start, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            throw Wrong("invalid hexadecimal number");
        }

        position += all;
        return code;
    }

    private int Checked(int code) => code is > 0x10FFFF or (>= 0xD800 and <= 0xDFFF) ? throw Wrong("invalid code point value") : code;
}
