namespace Lakehouse.QueryApi.Trino;

/// <summary>LIKE: over names, without case, and what its patterns have to be.</summary>
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

    /// <summary>Checks that the escape character stands before what it escapes only.</summary>
    /// <exception cref="FunctionException">It does not, or is not one character.</exception>
    public static void Check(string pattern, string escape)
    {
        if (new System.Globalization.StringInfo(escape).LengthInTextElements != 1)
        {
            throw new FunctionException("INVALID_FUNCTION_ARGUMENT: Escape string must be a single character");
        }

        for (var at = pattern.IndexOf(escape, StringComparison.Ordinal); at >= 0; at = at + 1 < pattern.Length ? pattern.IndexOf(escape, at + 1, StringComparison.Ordinal) : -1)
        {
            at += escape.Length;
            if (at >= pattern.Length || !(pattern[at] is '%' or '_' || pattern.AsSpan(at).StartsWith(escape)))
            {
                throw new FunctionException("INVALID_FUNCTION_ARGUMENT: Escape character must be followed by '%', '_' or the escape character itself");
            }
        }
    }

    private static bool Matches(char character, string pattern, int at, bool isLiteral) =>
        at < pattern.Length && ((!isLiteral && pattern[at] == '_') || char.ToLowerInvariant(pattern[at]) == char.ToLowerInvariant(character));
}
