namespace Lakehouse.QueryApi.Sql;

/// <summary>The words EXPLAIN [ANALYZE] in front of a statement, which DuckDB's parser does not take apart for us.</summary>
internal static class ExplainPrefix
{
    /// <summary>Length of the prefix with the white space and comments around it, or 0 when there is none.</summary>
    public static int Measure(string sql)
    {
        var end = SkipWord(sql, SkipBlank(sql, 0), "EXPLAIN");
        if (end < 0)
        {
            return 0;
        }

        end = SkipBlank(sql, end);
        var analyze = SkipWord(sql, end, "ANALYZE");
        return analyze < 0 ? end : SkipBlank(sql, analyze);
    }

    private static int SkipWord(string sql, int start, string word)
    {
        var end = start + word.Length;
        return end <= sql.Length
            && sql.AsSpan(start, word.Length).Equals(word, StringComparison.OrdinalIgnoreCase)
            && (end == sql.Length || !(char.IsLetterOrDigit(sql[end]) || sql[end] is '_' or '$'))
            ? end
            : -1;
    }

    private static int SkipBlank(string sql, int start)
    {
        while (start < sql.Length)
        {
            if (char.IsWhiteSpace(sql[start]))
            {
                start++;
            }
            else if (sql.AsSpan(start).StartsWith("--"))
            {
                var end = sql.IndexOf('\n', start);
                start = end < 0 ? sql.Length : end + 1;
            }
            else if (sql.AsSpan(start).StartsWith("/*"))
            {
                // Nested comments are left to the parser: what remains then is not EXPLAIN and is refused or parsed as it is.
                var end = sql.IndexOf("*/", start + 2, StringComparison.Ordinal);
                start = end < 0 ? sql.Length : end + 2;
            }
            else
            {
                break;
            }
        }

        return start;
    }
}
