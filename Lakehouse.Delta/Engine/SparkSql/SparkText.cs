using System.Text;

namespace Lakehouse.Delta.Engine;

/// <summary>Brings the quotes of Spark SQL into DuckDB's, so that DuckDB's parser can read an expression.</summary>
/// <remarks>
/// Spark: <c>`a b`</c> is a name, <c>"x"</c> and <c>'x'</c> are texts, a backslash escapes. DuckDB: <c>"a b"</c> is a name,
/// <c>'x'</c> is a text, a quote is escaped by doubling.
/// </remarks>
internal static class SparkText
{
    /// <summary>The operator by which <c>RLIKE</c> reaches the parse tree, for DuckDB has no such word.</summary>
    public const string RegexOperator = "@@@";

    /// <summary>Words that are never names, so that they are not quoted even where a column is called so.</summary>
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "and", "or", "not", "in", "is", "null", "like", "between", "case", "when", "then", "else", "end", "cast", "as", "true", "false",
    };

    /// <param name="spark">The expression.</param>
    /// <param name="names">Names to put in quotes.</param>
    public static string ToDuckDb(string spark, IReadOnlySet<string> names)
    {
        var sql = new StringBuilder(spark.Length + 8);
        for (var i = 0; i < spark.Length; i++)
        {
            var quote = spark[i];
            if (char.IsAsciiLetter(quote) || quote == '_')
            {
                sql.Append(Word(spark, ref i, names));
                continue;
            }

            if (quote is not ('`' or '"' or '\''))
            {
                sql.Append(quote);
                continue;
            }

            var content = Read(spark, ref i, quote);
            sql.Append(quote == '`' ? Sql.Name(content) : Sql.Text(content));
        }

        return sql.ToString();
    }

    private static string Word(string spark, ref int i, IReadOnlySet<string> names)
    {
        var start = i;
        while (i + 1 < spark.Length && (char.IsAsciiLetterOrDigit(spark[i + 1]) || spark[i + 1] == '_'))
        {
            i++;
        }

        var word = spark[start..(i + 1)];
        var call = spark.AsSpan(i + 1).TrimStart().StartsWith("(");
        return !call && word.ToUpperInvariant() is "RLIKE" or "REGEXP" ? RegexOperator
            : !call && names.Contains(word) && !Words.Contains(word) ? Sql.Name(word) : word;
    }

    /// <summary>The content of a quoted part; <paramref name="i"/> stands on the opening quote and ends on the closing one.</summary>
    private static string Read(string spark, ref int i, char quote)
    {
        var content = new StringBuilder();
        for (i++; i < spark.Length; i++)
        {
            if (spark[i] == '\\' && quote != '`' && i + 1 < spark.Length)
            {
                content.Append(Unescape(spark[++i]));
            }
            else if (spark[i] != quote)
            {
                content.Append(spark[i]);
            }
            else if (i + 1 < spark.Length && spark[i + 1] == quote && quote == '`')
            {
                content.Append(spark[i++]);
            }
            else
            {
                return content.ToString();
            }
        }

        throw new SparkSqlException($"a {quote} that is not closed");
    }

    /// <summary><c>\%</c> and <c>\_</c> keep their backslash, for LIKE means them.</summary>
    private static string Unescape(char c) => c switch
    {
        'n' => "\n",
        't' => "\t",
        'r' => "\r",
        'b' => "\b",
        '0' => "\0",
        '%' or '_' => $"\\{c}",
        _ => c.ToString(),
    };
}
