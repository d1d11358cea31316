namespace Lakehouse.QueryApi.Trino;

/// <summary>LIKE over names, without case.</summary>
internal static class LikePattern
{
    /// <summary>Matches with one place to go back to, the latest <c>%</c>: the time is bounded by both lengths multiplied.</summary>
    public static bool IsMatch(string text, string pattern, char? escape, bool underscoreIsAny)
    {
        var (at, want, mark, resume) = (0, 0, -1, 0);
        while (at < text.Length)
        {
            var isEscaped = want < pattern.Length && pattern[want] == escape;
            if (!isEscaped && want < pattern.Length && pattern[want] == '%')
            {
                mark = want++;
                resume = at;
            }
            else if (Matches(text[at], pattern, isEscaped ? want + 1 : want, isEscaped || !underscoreIsAny))
            {
                at++;
                want += isEscaped ? 2 : 1;
            }
            else if (mark >= 0)
            {
                want = mark + 1;
                at = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(Math.Min(want, pattern.Length)).Trim('%').IsEmpty;
    }

    private static bool Matches(char character, string pattern, int at, bool isLiteral) =>
        at < pattern.Length && ((!isLiteral && pattern[at] == '_') || char.ToLowerInvariant(pattern[at]) == char.ToLowerInvariant(character));
}
