namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>What Java's regular expressions have and RE2, which takes most of the same text, lacks or reads differently.</summary>
internal static class JavaPattern
{
    /// <summary>The number of groups that capture: 2 of <c>(a)(?:b)(?&lt;n&gt;c)</c>.</summary>
    public static int Groups(string pattern)
    {
        var groups = 0;
        for (var index = 0; index < pattern.Length; index++)
        {
            var rest = pattern.AsSpan(index);
            switch (pattern[index])
            {
                case '\\':
                    index++;
                    break;
                case '[':
                    index = EndOfClass(pattern, index);
                    break;
                case '(' when !rest.StartsWith("(?") || rest.StartsWith("(?<") || rest.StartsWith("(?P<"):
                    groups++;
                    break;
            }
        }

        return groups;
    }

    /// <summary>Whether a group may take no part in a match: <c>(a)?b</c>, <c>(a)|(b)</c>.</summary>
    public static bool HasOptionalGroups(string pattern) => pattern.Contains('|', StringComparison.Ordinal) || pattern.Contains(")?", StringComparison.Ordinal) || pattern.Contains(")*", StringComparison.Ordinal) || pattern.Contains("){0", StringComparison.Ordinal);

    /// <summary>The part that has no counterpart, named; null where there is none.</summary>
    public static string? Missing(string pattern)
    {
        for (var index = 0; index < pattern.Length; index++)
        {
            switch (pattern[index])
            {
                case '\\' when index + 1 < pattern.Length:
                    if (pattern[++index] is (>= '1' and <= '9') or 'k' or 'G' or 'Z' or 'R' or 'X' or 'h' or 'H' or 'N')
                    {
                        return pattern[index] is (>= '1' and <= '9') or 'k' ? $"A back-reference (\\{pattern[index]})" : $"\\{pattern[index]}";
                    }

                    break;
                case '(' when OfGroup(pattern.AsSpan(index)) is { } group:
                    return group;
                case '*' or '+' or '?' or '}' when index + 1 < pattern.Length && pattern[index + 1] == '+':
                    return $"A possessive quantifier ({pattern[index]}+)";
                case '[':
                    var end = EndOfClass(pattern, index);
                    if (OfClass(pattern[(index + 1)..Math.Max(index + 1, end)]) is { } inside)
                    {
                        return inside;
                    }

                    index = end;
                    break;
            }
        }

        return null;
    }

    private static string? OfGroup(ReadOnlySpan<char> rest) =>
        rest.StartsWith("(?=") || rest.StartsWith("(?!") || rest.StartsWith("(?<=") || rest.StartsWith("(?<!") ? $"Look-around ({rest[..(rest[2] == '<' ? 4 : 3)]}…))"
        : rest.StartsWith("(?>") ? "An atomic group (?>…)" : null;

    private static string? OfClass(string inside)
    {
        for (var index = 0; index < inside.Length; index++)
        {
            if (inside[index] == '\\')
            {
                index++;
            }
            else if (inside.AsSpan(index).StartsWith("&&"))
            {
                return "An intersection of character classes (&&)";
            }
            else if (inside[index] == '[' && !inside.AsSpan(index).StartsWith("[:"))
            {
                return "A character class inside another";
            }
        }

        return null;
    }

    /// <summary>The bracket that ends a class, the last character where none does.</summary>
    private static int EndOfClass(string pattern, int start)
    {
        var level = 0;
        for (var index = start; index < pattern.Length; index++)
        {
            switch (pattern[index])
            {
                case '\\':
                    index++;
                    break;
                case '[':
                    level++;
                    break;
                // A bracket right behind the opening one is a character.
                case ']' when index > start + 1 && --level == 0:
                    return index;
            }
        }

        return pattern.Length - 1;
    }
}
