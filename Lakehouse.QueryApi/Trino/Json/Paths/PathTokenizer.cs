namespace Lakehouse.QueryApi.Trino.Json.Paths;

/// <summary>Takes a path apart into words, numbers, texts, variables and signs.</summary>
internal static class PathTokenizer
{
    private static readonly string[] LongSigns = ["..", "==", "<>", "!=", "<=", ">=", "&&", "||"];

    /// <summary>Reads all tokens; the last one is empty.</summary>
    /// <exception cref="FunctionException">A character that no token begins with, or a text without end.</exception>
    public static IReadOnlyList<PathToken> Read(string path)
    {
        var tokens = new List<PathToken>();
        for (var index = 0; index < path.Length;)
        {
            if (path[index] is ' ' or '\t' or '\r' or '\n')
            {
                index++;
                continue;
            }

            var token = ReadToken(path, index);
            tokens.Add(token);
            index += token.Length;
        }

        tokens.Add(new PathToken(PathTokenKind.End, "", 0, path.Length));
        return tokens;
    }

    private static PathToken ReadToken(string path, int start)
    {
        var first = path[start];
        if (first == '"')
        {
            return ReadText(path, start);
        }

        if (IsLetter(first))
        {
            var end = EndOfWord(path, start);
            return new(PathTokenKind.Word, path[start..end], end - start, start);
        }

        if (first == '$' && start + 1 < path.Length && IsLetter(path[start + 1]))
        {
            var end = EndOfWord(path, start + 1);
            return new(PathTokenKind.Variable, path[(start + 1)..end], end - start, start);
        }

        if (char.IsAsciiDigit(first) || (first == '.' && start + 1 < path.Length && char.IsAsciiDigit(path[start + 1])))
        {
            var end = EndOfNumber(path, start);
            return new(PathTokenKind.Number, path[start..end], end - start, start);
        }

        var sign = LongSigns.FirstOrDefault(each => path.AsSpan(start).StartsWith(each)) ?? first.ToString();
        return new(PathTokenKind.Sign, sign, sign.Length, start);
    }

    /// <summary>A quote inside is written twice; a backslash is no escape.</summary>
    private static PathToken ReadText(string path, int start)
    {
        for (var end = start + 1; end < path.Length; end++)
        {
            if (path[end] != '"')
            {
                continue;
            }

            if (end + 1 == path.Length || path[end + 1] != '"')
            {
                return new(PathTokenKind.Text, path[(start + 1)..end].Replace("\"\"", "\"", StringComparison.Ordinal), end + 1 - start, start);
            }

            end++;
        }

        throw new FunctionException($"SYNTAX_ERROR: The JSON path '{path}' has a text without end at character {start + 1}");
    }

    private static int EndOfWord(string path, int end)
    {
        while (end < path.Length && (IsLetter(path[end]) || char.IsAsciiDigit(path[end])))
        {
            end++;
        }

        return end;
    }

    /// <summary><c>12</c>, <c>1.5</c>, <c>.5</c>, <c>1e-3</c></summary>
    private static int EndOfNumber(string path, int end)
    {
        end = EndOfDigits(path, end);
        if (end < path.Length && path[end] == '.' && !path.AsSpan(end).StartsWith(".."))
        {
            end = EndOfDigits(path, end + 1);
        }

        if (end < path.Length && path[end] is 'e' or 'E')
        {
            var digits = end + (end + 1 < path.Length && path[end + 1] is '+' or '-' ? 2 : 1);
            end = digits < path.Length && char.IsAsciiDigit(path[digits]) ? EndOfDigits(path, digits) : end;
        }

        return end;
    }

    private static int EndOfDigits(string path, int end)
    {
        while (end < path.Length && char.IsAsciiDigit(path[end]))
        {
            end++;
        }

        return end;
    }

    private static bool IsLetter(char character) => char.IsAsciiLetter(character) || character == '_';
}
