using System.Text.RegularExpressions;

namespace Lakehouse.Pipelines.SharedSql;

/// <summary>
/// Cuts a statement into tokens: a syntax tree no longer knows how something was spelled, and engines differ in what spellings they take.
/// </summary>
internal static partial class SqlTokens
{
    /// <summary>The tokens, without comments.</summary>
    public static IReadOnlyList<SqlToken> Of(string sql)
    {
        var tokens = new List<SqlToken>();
        var line = 1;
        foreach (Match match in Token().Matches(sql))
        {
            if (Kind(match) is { } kind)
            {
                tokens.Add(new SqlToken(kind, match.Value, line));
            }

            line += match.ValueSpan.Count('\n');
        }

        return tokens;
    }

    private static SqlTokenKind? Kind(Match match) =>
        match.Groups["skip"].Success ? null
        : match.Groups["text"].Success ? SqlTokenKind.Text
        : match.Groups["quoted"].Success ? SqlTokenKind.QuotedName
        : match.Groups["number"].Success ? SqlTokenKind.Number
        : match.Groups["word"].Success ? SqlTokenKind.Word
        : SqlTokenKind.Symbol;

    [GeneratedRegex("""
        (?<skip>\s+|--[^\n]*|/\*.*?\*/)
        |(?<text>'(?:[^']|'')*'|\$\w*\$.*?\$\w*\$)
        |(?<quoted>"(?:[^"]|"")*")
        |(?<number>(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?\w*)
        |(?<word>[\p{L}_][\w$]*)
        |::|:=|=>|->|<>|<=|>=|!=|==|\|\||//|\*\*|.
        """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Token();
}
