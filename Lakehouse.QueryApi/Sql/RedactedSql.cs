using System.Text;

namespace Lakehouse.QueryApi.Sql;

/// <summary>A statement without what it says of data: literals, quoted names and comments are left out. This is what logs and traces get to see.</summary>
internal static class RedactedSql
{
    private const int MaxLength = 2_000;

    /// <summary><c>SELECT * FROM t WHERE name = 'x' AND n > 17 -- why</c> becomes <c>SELECT * FROM t WHERE name = ? AND n > ?</c>.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="isRead">
    /// A parser has read the statement: its quotes are where they should be. Of <c>name = 'O'Brien'</c>, which none can read, nothing is shown
    /// from the first quote or comment on.
    /// </param>
    public static string Of(string sql, bool isRead = true)
    {
        if (!isRead && FirstMark(sql) is >= 0 and var mark)
        {
            return Shape(sql[..mark]) + " …";
        }

        return Shape(sql);
    }

    private static string Shape(string sql)
    {
        var shape = new StringBuilder();
        var index = 0;
        while (index < sql.Length && shape.Length < MaxLength)
        {
            var next = Skip(sql, index);
            if (next.Mark is { } mark)
            {
                shape.Append(mark == " " && (shape.Length == 0 || shape[^1] == ' ') ? "" : mark);
                index = next.End;
                continue;
            }

            // Line breaks could forge lines of a log.
            var character = sql[index++];
            var isBlank = char.IsWhiteSpace(character) || char.IsControl(character);
            if (!isBlank || (shape.Length > 0 && shape[^1] != ' '))
            {
                shape.Append(isBlank ? ' ' : character);
            }
        }

        return shape.ToString().Trim() + (index < sql.Length ? " …" : "");
    }

    private static int FirstMark(string sql) => new[] { sql.IndexOfAny(['\'', '"', '`', '$']), sql.IndexOf("--", StringComparison.Ordinal), sql.IndexOf("/*", StringComparison.Ordinal) }
        .Where(place => place >= 0).DefaultIfEmpty(-1).Min();

    /// <summary>What begins at a place that is not to be shown: where it ends, and what stands for it.</summary>
    private static (int End, string? Mark) Skip(string sql, int index)
    {
        var rest = sql.AsSpan(index);
        switch (rest[0])
        {
            case '\'':
                return (Quoted(sql, index, '\''), "?");
            case '"':
                return (Quoted(sql, index, '"'), "\"?\"");
            case '`':
                return (Quoted(sql, index, '`'), "\"?\"");
            case '$' when DollarQuoted(sql, index) is { } after:
                return (after, "?");
            case '-' when rest.StartsWith("--"):
                return (IndexAfter(sql, "\n", index), " ");
            case '/' when rest.StartsWith("/*"):
                return (Comment(sql, index + 2), " ");
            case var first when char.IsAsciiDigit(first):
                return (WhileAt(sql, index, character => char.IsLetterOrDigit(character) || character is '.' or '_'), "?");
            case 'E' or 'e' when rest is [_, '\'', ..]:
                return (Quoted(sql, index + 1, '\'', hasEscapes: true), "?");
            case var first when char.IsLetter(first) || first == '_':
                var end = WhileAt(sql, index, character => char.IsLetterOrDigit(character) || character is '_' or '$');
                return (end, sql[index..end]);
            default:
                return (index, null);
        }
    }

    /// <summary>The place after the closing quote; a doubled one does not close. A text that does not close goes to the end.</summary>
    private static int Quoted(string sql, int index, char quote, bool hasEscapes = false)
    {
        for (index++; index < sql.Length; index++)
        {
            if (hasEscapes && sql[index] == '\\')
            {
                index++;
                continue;
            }

            if (sql[index] == quote && (index + 1 == sql.Length || sql[index + 1] != quote))
            {
                return index + 1;
            }

            index += sql[index] == quote ? 1 : 0;
        }

        return sql.Length;
    }

    /// <summary><c>$$ … $$</c> and <c>$tag$ … $tag$</c>; <c>$1</c> is a parameter.</summary>
    private static int? DollarQuoted(string sql, int index)
    {
        var end = index + 1 < sql.Length && char.IsDigit(sql[index + 1]) ? index + 1 : WhileAt(sql, index + 1, character => char.IsLetterOrDigit(character) || character == '_');
        return end < sql.Length && sql[end] == '$' ? IndexAfter(sql, sql[index..(end + 1)], end + 1) : null;
    }

    /// <summary>The place after a comment, in which others may begin and end. Where a dialect does not nest them, too much is left out.</summary>
    private static int Comment(string sql, int index)
    {
        for (var depth = 1; index < sql.Length && depth > 0;)
        {
            var rest = sql.AsSpan(index);
            depth += rest.StartsWith("/*") ? 1 : rest.StartsWith("*/") ? -1 : 0;
            index += rest.StartsWith("/*") || rest.StartsWith("*/") ? 2 : 1;
        }

        return index;
    }

    private static int IndexAfter(string sql, string mark, int start) => sql.IndexOf(mark, start, StringComparison.Ordinal) is >= 0 and var found ? found + mark.Length : sql.Length;

    private static int WhileAt(string sql, int index, Func<char, bool> isPart)
    {
        while (index < sql.Length && isPart(sql[index]))
        {
            index++;
        }

        return index;
    }
}
