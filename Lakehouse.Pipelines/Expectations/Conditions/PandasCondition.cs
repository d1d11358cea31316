using System.Text;
using System.Text.RegularExpressions;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>
/// The language <c>pandas</c> in its simple forms: comparisons of columns with values (<c>==</c>, <c>!=</c>, <c>&lt;</c>, …, <c>in [..]</c>, <c>not in [..]</c>),
/// <c>.isnull()</c> and <c>.notnull()</c>, joined by <c>and</c>, <c>or</c>, <c>not</c>, <c>&amp;</c>, <c>|</c>, <c>~</c> and parentheses.
/// </summary>
internal static partial class PandasCondition
{
    /// <exception cref="FormatException">It is something else.</exception>
    public static string ToSql(string text)
    {
        var sql = new StringBuilder();
        var place = 0;
        while (place < text.Length)
        {
            var token = Token().Match(text, place);
            if (!token.Success)
            {
                throw new FormatException($"'{text[place..]}' is beyond the simple forms of pandas' query language; write it in SQL, with condition_parser \"spark\"");
            }

            sql.Append(Translate(token)).Append(' ');
            place = token.Index + token.Length;
        }

        return sql.ToString().Trim();
    }

    private static string Translate(Match token) =>
        token.Groups["text"].Success ? Literal(token.Groups["text"].Value)
        : token.Groups["null"].Success ? token.Groups["null"].Value is "notnull" or "notna" ? "IS NOT NULL" : "IS NULL"
        : token.Groups["number"].Success ? token.Groups["number"].Value
        : token.Groups["quoted"].Success ? Identifier(token.Groups["quoted"].Value)
        : token.Groups["word"].Success ? Word(token.Groups["word"].Value)
        : token.Groups["sign"].Value switch { "==" => "=", "&" => "AND", "|" => "OR", "~" => "NOT", "[" => "(", "]" => ")", var other => other };

    private static string Word(string word) => word switch
    {
        "and" or "or" or "not" or "in" => word.ToUpperInvariant(),
        "True" or "False" => word.ToUpperInvariant(),
        _ => Identifier(word),
    };

    [GeneratedRegex("""
        \G\s*(?: "(?<text>[^"]*)" | '(?<text>[^']*)'
           | \.(?<null>isnull|isna|notnull|notna)\(\)
           | (?<number>-?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)
           | `(?<quoted>[^`]+)`
           | (?<word>[A-Za-z_][A-Za-z0-9_]*)
           | (?<sign>==|!=|<=|>=|<|>|&|\||~|\(|\)|\[|\]|,) )\s*
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Token();
}
