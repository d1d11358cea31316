using System.Text;

namespace Lakehouse.QueryApi.Trino.Patterns;

/// <summary>Brackets.</summary>
internal sealed partial class PatternWriter
{
    /// <summary>Reads a class behind its opening bracket: <c>^a-z[bc]&amp;&amp;[^d]]</c>.</summary>
    private PatternClass ReadClass()
    {
        var isNegated = Rest.StartsWith("^");
        position += isNegated ? 1 : 0;
        var set = new StringBuilder();
        var hasPairs = false;
        for (var isFirst = true; ; isFirst = false)
        {
            if (position == pattern.Length)
            {
                throw Wrong("premature end of char-class");
            }

            if (pattern[position] == ']' && !isFirst)
            {
                position++;
                return set.Length > 0 ? new PatternClass(set.ToString(), hasPairs) { IsNegated = isNegated } : throw Wrong("empty char-class");
            }

            if (Rest.StartsWith("&&"))
            {
                position += 2;
                return Intersect(isNegated ? throw Missing("An intersection inside [^…]") : new PatternClass(set.ToString(), hasPairs));
            }

            if (ReadPosix() is { } posix)
            {
                IsAsciiOnly = true;
                set.Append(posix);
            }
            else if (pattern[position] == '[')
            {
                position++;
                var inner = ReadClass();
                set.Append(inner.IsNegated || inner.Without is not null ? throw Missing("A negated character class inside another") : inner.Set);
                hasPairs |= inner.HasPairs;
            }
            else if (pattern[position] == '\\' && position + 1 < pattern.Length && pattern[position + 1] is 'd' or 'D' or 'w' or 'W' or 's' or 'S' or 'p' or 'P')
            {
                position++;
                var escaped = ReadClassEscape()!;
                set.Append(escaped.Set);
                hasPairs |= escaped.HasPairs;
            }
            else
            {
                set.Append(ReadRange());
            }
        }
    }

    /// <summary>The rest of a class behind <c>&amp;&amp;</c>.</summary>
    private PatternClass Intersect(PatternClass left)
    {
        PatternClass right;
        if (Rest.StartsWith("["))
        {
            position++;
            right = ReadClass();
            if (!Rest.StartsWith("]"))
            {
                throw Missing("More than one intersection of character classes");
            }

            position++;
        }
        else
        {
            right = ReadClass();
        }

        if (right.Without is not null || left.HasPairs || left.Set.Length == 0)
        {
            throw Missing("An intersection of these character classes");
        }

        return new PatternClass(left.Set, hasPairs: false) { Without = right.IsNegated ? right.Set : $"^{right.Set}" };
    }

    /// <summary><c>a</c>, <c>a-z</c>, <c>\n</c>; a hyphen in front of the closing bracket is a character.</summary>
    private string ReadRange()
    {
        var first = ReadMember();
        if (!Rest.StartsWith("-") || Rest.StartsWith("-]") || Rest.StartsWith("-[") || Rest.Length < 2)
        {
            return PatternClass.Escape(first);
        }

        position++;
        var last = ReadMember();
        return first <= last ? $"{PatternClass.Escape(first)}-{PatternClass.Escape(last)}" : throw Wrong("empty range in char class");
    }

    private char ReadMember()
    {
        int code;
        if (pattern[position] == '\\' && position + 1 < pattern.Length)
        {
            position++;
            code = pattern[position] == 'b' ? '\b' : ReadCharacterEscape();
            position += code == '\b' ? 1 : 0;
        }
        else
        {
            code = ReadRune();
        }

        return code <= char.MaxValue ? (char)code : throw Missing("A character beyond U+FFFF in a class");
    }

    /// <summary><c>[:alpha:]</c>, known here for ASCII; null where there is none.</summary>
    private string? ReadPosix()
    {
        var end = Rest.StartsWith("[:") ? Rest.IndexOf(":]") : -1;
        if (end < 0)
        {
            return null;
        }

        var name = Rest[2..end].ToString();
        position += end + 2;
        return name switch
        {
            "alpha" => "A-Za-z",
            "digit" => "0-9",
            "alnum" => "0-9A-Za-z",
            "upper" => "A-Z",
            "lower" => "a-z",
            "space" => @"\u0009-\u000D\u0020",
            "blank" => @"\u0009\u0020",
            "punct" => @"\u0021-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u007E",
            "cntrl" => @"\u0000-\u001F\u007F",
            "graph" => @"\u0021-\u007E",
            "print" => @"\u0020-\u007E",
            "xdigit" => "0-9A-Fa-f",
            "word" => "0-9A-Z_a-z",
            _ => throw Missing($"[:{name}:]"),
        };
    }
}
