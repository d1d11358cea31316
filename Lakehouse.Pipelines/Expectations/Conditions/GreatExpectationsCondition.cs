using System.Text.RegularExpressions;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>
/// The language <c>great_expectations</c>, as far as its Spark engine takes it: <c>col("price").notNull()</c>, <c>col("price") &gt;= 5</c>,
/// <c>col("name") == "tea"</c>.
/// </summary>
internal static partial class GreatExpectationsCondition
{
    /// <exception cref="FormatException">It is something else.</exception>
    public static string ToSql(string text)
    {
        var match = Form().Match(text);
        if (!match.Success)
        {
            throw new FormatException("it must be col(\"x\").notNull(), col(\"x\") compared with a number by >, <, >=, <= or ==, or col(\"x\") == \"text\"");
        }

        var column = Identifier(match.Groups["column"].Value);
        return match.Groups["notnull"].Success ? $"{column} IS NOT NULL"
            : match.Groups["text"].Success ? $"{column} = {Literal(match.Groups["text"].Value)}"
            : $"{column} {match.Groups["op"].Value.Replace("==", "=", StringComparison.Ordinal)} {match.Groups["number"].Value}";
    }

    [GeneratedRegex("""
        ^\s*col\("(?<column>[A-Za-z][A-Za-z0-9_.-]*)"\)\s*
        (?: (?<notnull>\.(?i:notnull)\(\))
          | (?<op>>=|<=|==|>|<)\s*(?<number>[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)
          | ==\s*(?:"(?<text>[^"]*)"|'(?<text>[^']*)') )\s*$
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Form();
}
