using System.Text.RegularExpressions;

namespace Lakehouse.Delta.Engine;

/// <summary>Regular expressions: Spark's are Java's, DuckDB's are RE2's.</summary>
internal static partial class SparkPattern
{
    /// <summary>The pattern of the same meaning for RE2.</summary>
    /// <exception cref="SparkSqlException">It has a part that RE2 lacks or reads in another way.</exception>
    public static string ToRe2(string java)
    {
        if (!Plain().IsMatch(java))
        {
            throw new SparkSqlException($"the regular expression '{java}'");
        }

        // Java's $ also stands before a line end at the end of the text.
        return java.EndsWith('$') && !java.EndsWith("\\$", StringComparison.Ordinal) ? java[..^1] + @"(?:\r\n|[\n\r\x{0085}\x{2028}\x{2029}])?\z" : java;
    }

    /// <summary>Letters, classes without set operations, groups without flags or looks, greedy and lazy counts, ^ first, $ last.</summary>
    [GeneratedRegex(@"^\^?(?:[^\\^$\[\](){}?*+|.]|\\[dDsS.\\^$\[\](){}?*+|/@-]|\.|\[\^?(?:[^\]\[\\&]|\\[dDsS.\\^$\[\](){}?*+|/@-])+\]|\((?!\?)|\(\?:|\)|\||(?:[?*+]|\{\d+(?:,\d*)?\})\??)*\$?$")]
    private static partial Regex Plain();
}
