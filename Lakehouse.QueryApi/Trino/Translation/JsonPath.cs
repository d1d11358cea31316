using System.Buffers;
using System.Text;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>Paths of SQL's JSON_VALUE and its kin, <c>lax $.store."a b"[0]</c>, as those of json_extract: <c>$["store"]["a b"][0]</c>.</summary>
internal static class JsonPath
{
    private static readonly SearchValues<char> NotInNames = SearchValues.Create("*()?@ ");

    /// <summary>Converts a path; null for one with filters, wildcards or functions, which are not answered here.</summary>
    public static string? Convert(string path)
    {
        var text = path.Trim();
        foreach (var mode in new[] { "lax ", "strict " })
        {
            text = text.StartsWith(mode, StringComparison.OrdinalIgnoreCase) ? text[mode.Length..].TrimStart() : text;
        }

        if (!text.StartsWith('$'))
        {
            return null;
        }

        var result = new StringBuilder("$");
        var index = 1;
        while (index < text.Length)
        {
            var end = text[index] switch
            {
                '.' => ReadMember(text, index + 1, result),
                '[' => ReadSubscript(text, index + 1, result),
                _ => -1,
            };
            if (end < 0)
            {
                return null;
            }

            index = end;
        }

        return result.ToString();
    }

    /// <summary>The paths of the values whose members a converted path asks for: <c>$</c> and <c>$["a"]</c> of <c>$["a"]["b"]</c>.</summary>
    public static IReadOnlyList<string> Parents(string converted)
    {
        var parents = new List<string>();
        for (var at = converted.IndexOf("[\"", StringComparison.Ordinal); at >= 0; at = converted.IndexOf("[\"", at + 2, StringComparison.Ordinal))
        {
            parents.Add(converted[..at]);
        }

        return parents;
    }

    private static int ReadMember(string text, int start, StringBuilder result)
    {
        if (start < text.Length && text[start] == '"')
        {
            var close = text.IndexOf('"', start + 1);
            return close < 0 ? -1 : Append(text[(start + 1)..close], close + 1, result);
        }

        var end = start;
        while (end < text.Length && text[end] is not ('.' or '['))
        {
            end++;
        }

        var name = text[start..end];
        return name.Length == 0 || name.AsSpan().ContainsAny(NotInNames) ? -1 : Append(name, end, result);
    }

    private static int ReadSubscript(string text, int start, StringBuilder result)
    {
        var close = text.IndexOf(']', start);
        if (close < 0)
        {
            return -1;
        }

        var inner = text[start..close].Trim();
        if (inner.Length >= 2 && inner[0] is '\'' or '"' && inner[^1] == inner[0])
        {
            return Append(inner[1..^1], close + 1, result);
        }

        if (inner.Length == 0 || !inner.All(char.IsAsciiDigit))
        {
            return -1;
        }

        result.Append('[').Append(inner).Append(']');
        return close + 1;
    }

    private static int Append(string name, int end, StringBuilder result)
    {
        result.Append("[\"").Append(name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append("\"]");
        return end;
    }
}
