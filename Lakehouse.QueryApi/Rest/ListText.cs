using System.Text;

namespace Lakehouse.QueryApi.Rest;

/// <summary>Lists in parentheses, as PostgREST writes them: <c>(1,2)</c>, <c>("a,b","say \"hi\"")</c>, <c>(a.eq.1,or(b.lt.2,c.is.null))</c>.</summary>
internal static class ListText
{
    /// <summary>The parts between the commas of the outermost parentheses, quotes left as they are.</summary>
    /// <exception cref="Http.QueryException">The text is no list.</exception>
    public static IReadOnlyList<string> Split(string text)
    {
        if (text.Length < 2 || text[0] != '(' || text[^1] != ')')
        {
            throw ResourceColumns.Refused($"'{text}' is no list. Write (a,b,c).");
        }

        var parts = new List<string>();
        var (start, depth, isQuoted) = (1, 0, false);
        for (var index = 1; index < text.Length - 1; index++)
        {
            switch (text[index])
            {
                case '\\' when isQuoted:
                    index++;
                    break;
                case '"':
                    isQuoted = !isQuoted;
                    break;
                case '(' when !isQuoted:
                    depth++;
                    break;
                case ')' when !isQuoted:
                    depth--;
                    break;
                case ',' when !isQuoted && depth == 0:
                    parts.Add(text[start..index]);
                    start = index + 1;
                    break;
            }
        }

        parts.Add(text[start..^1]);
        return isQuoted || depth != 0 ? throw ResourceColumns.Refused($"'{text}' has a quote or a parenthesis without its other half.") : parts;
    }

    /// <summary>A part without its quotes.</summary>
    public static string Unquote(string text)
    {
        if (text.Length < 2 || text[0] != '"' || text[^1] != '"')
        {
            return text;
        }

        var value = new StringBuilder();
        for (var index = 1; index < text.Length - 1; index++)
        {
            value.Append(text[index] == '\\' && index < text.Length - 2 ? text[++index] : text[index]);
        }

        return value.ToString();
    }
}
