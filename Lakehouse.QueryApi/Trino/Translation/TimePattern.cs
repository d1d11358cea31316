using System.Text;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>Patterns of date_format and date_parse (MySQL's) and of format_datetime and parse_datetime (Joda's) as strftime's.</summary>
internal static class TimePattern
{
    /// <summary>Converts MySQL's <c>%Y-%m-%d %H:%i:%s</c>; null with a specifier that Trino, too, does not take.</summary>
    public static string? FromMySql(string pattern)
    {
        var text = new StringBuilder();
        for (var index = 0; index < pattern.Length; index++)
        {
            if (pattern[index] != '%' || index + 1 == pattern.Length)
            {
                text.Append(pattern[index]);
                continue;
            }

            var specifier = pattern[++index] switch
            {
                'a' => "%a",
                'b' => "%b",
                'c' => "%-m",
                'd' => "%d",
                'e' => "%-d",
                'f' => "%f",
                'H' => "%H",
                'h' or 'I' => "%I",
                'i' => "%M",
                'j' => "%j",
                'k' => "%-H",
                'l' => "%-I",
                'M' => "%B",
                'm' => "%m",
                'p' => "%p",
                'r' => "%I:%M:%S %p",
                'S' or 's' => "%S",
                'T' => "%H:%M:%S",
                'v' => "%V",
                'W' => "%A",
                'x' => "%G",
                'Y' => "%Y",
                'y' => "%y",
                '%' => "%%",
                'D' or 'U' or 'u' or 'V' or 'w' or 'X' => null,
                var other => other.ToString(),
            };
            if (specifier is null)
            {
                return null;
            }

            text.Append(specifier);
        }

        return text.ToString();
    }

    /// <summary>Converts Joda's <c>yyyy-MM-dd'T'HH:mm:ss.SSS</c>; null with a letter that has no counterpart.</summary>
    public static string? FromJoda(string pattern)
    {
        var text = new StringBuilder();
        for (var index = 0; index < pattern.Length;)
        {
            var letter = pattern[index];
            if (letter == '\'')
            {
                var end = pattern.IndexOf('\'', index + 1);
                if (end < 0)
                {
                    return null;
                }

                text.Append(end == index + 1 ? "'" : pattern[(index + 1)..end].Replace("%", "%%", StringComparison.Ordinal));
                index = end + 1;
                continue;
            }

            var count = 1;
            while (index + count < pattern.Length && pattern[index + count] == letter)
            {
                count++;
            }

            var specifier = char.IsAsciiLetter(letter) ? Joda(letter, count) : letter == '%' ? "%%" : new string(letter, count);
            if (specifier is null)
            {
                return null;
            }

            text.Append(specifier);
            index += count;
        }

        return text.ToString();
    }

    private static string? Joda(char letter, int count) => (letter, count) switch
    {
        ('y' or 'Y', 2) => "%y",
        ('y' or 'Y', _) => "%Y",
        ('x', _) => "%G",
        ('M', 1) => "%-m",
        ('M', 2) => "%m",
        ('M', 3) => "%b",
        ('M', _) => "%B",
        ('d', 1) => "%-d",
        ('d', 2) => "%d",
        ('D', 3) => "%j",
        ('D', 1) => "%-j",
        ('w', 2) => "%V",
        ('e', 1) => "%u",
        ('E', <= 3) => "%a",
        ('E', _) => "%A",
        ('H', 1) => "%-H",
        ('H', 2) => "%H",
        ('h', 1) => "%-I",
        ('h', 2) => "%I",
        ('m', 1) => "%-M",
        ('m', 2) => "%M",
        ('s', 1) => "%-S",
        ('s', 2) => "%S",
        ('S', 3) => "%g",
        ('S', 6) => "%f",
        ('a', _) => "%p",
        ('Z', 1) => "%z",
        _ => null,
    };
}
