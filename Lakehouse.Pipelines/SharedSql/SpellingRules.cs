using System.Text.RegularExpressions;
using Lakehouse.Pipelines.Sql;

namespace Lakehouse.Pipelines.SharedSql;

/// <summary>Finds spellings that DuckDB takes and Spark does not, or takes for something else.</summary>
internal static partial class SpellingRules
{
    private static readonly Dictionary<string, string> Symbols = new()
    {
        ["::"] = "Spark does not know '::'. Write CAST(x AS type).",
        [":"] = "Spark does not know ':' here. Write the name after the expression: x AS name.",
        [":="] = "Spark does not know arguments by name. Give them by place.",
        ["=>"] = "Spark does not know this argument by name. Give it by place.",
        ["["] = "Lists and indexes differ between DuckDB and Spark. Models read and make plain columns only.",
        ["{"] = "Spark does not know {…}. Models read and make plain columns only.",
    };

    /// <summary>Names of types that DuckDB knows and Spark does not, with the one that both know.</summary>
    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        ["VARCHAR"] = "STRING",
        ["TEXT"] = "STRING",
        ["CHAR"] = "STRING",
        ["BPCHAR"] = "STRING",
        ["INT1"] = "TINYINT",
        ["INT2"] = "SMALLINT",
        ["INT4"] = "INTEGER",
        ["INT8"] = "BIGINT",
        ["SIGNED"] = "INTEGER",
        ["FLOAT4"] = "FLOAT",
        ["FLOAT8"] = "DOUBLE",
        ["BOOL"] = "BOOLEAN",
        ["LOGICAL"] = "BOOLEAN",
        ["DATETIME"] = "TIMESTAMP",
        ["TIMESTAMPTZ"] = "TIMESTAMP",
        ["BYTEA"] = "BINARY",
        ["BLOB"] = "BINARY",
        ["VARBINARY"] = "BINARY",
    };

    private static readonly HashSet<string> Comparisons = ["=", "<>", "!=", "<", "<=", ">", ">="];

    private static readonly HashSet<string> Decimals = new(["DECIMAL", "NUMERIC", "DEC"], StringComparer.OrdinalIgnoreCase);

    /// <summary>What stands before the quotes of texts in bits, bytes, Unicode and as they are: engines differ.</summary>
    private static readonly HashSet<string> LiteralMarks = new(["B", "E", "N", "R", "U", "X"], StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<ModelFault> Faults(IReadOnlyList<SqlToken> tokens)
    {
        if (tokens.Count > 0 && tokens[0].Is("FROM"))
        {
            yield return new ModelFault(tokens[0].Line, "Spark wants SELECT before FROM. Write SELECT * FROM ….");
        }

        for (var i = 0; i < tokens.Count; i++)
        {
            if (Fault(tokens[i], i + 1 < tokens.Count ? tokens[i + 1] : null) is { } message)
            {
                yield return new ModelFault(tokens[i].Line, message);
            }
        }

        foreach (var fault in CastTypes(tokens).Concat(Trims(tokens)))
        {
            yield return fault;
        }
    }

    /// <summary>trim(x, 'ab'): DuckDB wants the text first, Spark what is cut off; <c>trim(BOTH 'ab' FROM x)</c> means the same in both.</summary>
    private static IEnumerable<ModelFault> Trims(IReadOnlyList<SqlToken> tokens)
    {
        var calls = new Stack<SqlToken?>();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Is("("))
            {
                calls.Push(i > 0 && (tokens[i - 1].Is("trim") || tokens[i - 1].Is("ltrim") || tokens[i - 1].Is("rtrim")) ? tokens[i - 1] : null);
            }
            else if (tokens[i].Is(")"))
            {
                _ = calls.TryPop(out _);
            }
            else if (tokens[i].Is(",") && calls.TryPeek(out var call) && call is { } trim)
            {
                var side = trim.Is("ltrim") ? "LEADING" : trim.Is("rtrim") ? "TRAILING" : "BOTH";
                yield return new ModelFault(trim.Line, $"{trim.Content} with two arguments takes the text first in DuckDB and last in Spark. Write trim({side} 'ab' FROM x).");
            }
        }
    }

    private static string? Fault(SqlToken token, SqlToken? next) => token.Kind switch
    {
        SqlTokenKind.QuotedName => $"{token.Content} is a name in DuckDB and a text in Spark. Take a name that needs no quotes; a column whose name is a word of SQL needs none behind its table's name: o.order.",
        SqlTokenKind.Text when token.Content[0] == '$' => "Spark does not know texts in $$. Write 'text'.",
        SqlTokenKind.Text when token.Content.Contains('\\', StringComparison.Ordinal) => $"The backslash in {token.Content} stands for itself in DuckDB and begins an escape in Spark. Write the text without it, for example with chr(92).",
        SqlTokenKind.Word when LiteralMarks.Contains(token.Content) && next is { Kind: SqlTokenKind.Text } => $"A text with {token.Content} before it is another thing in Spark, or nothing. Write 'text'.",
        SqlTokenKind.Word when token.Is("AS") && next is { Kind: SqlTokenKind.Text } => $"Spark does not take a text for a name. Write AS {next.Value.Content.Trim('\'')}.",
        SqlTokenKind.Word when token.Is("MATERIALIZED") && next is { Content: "(" } => "Spark does not know MATERIALIZED. Leave it out.",
        SqlTokenKind.Number when !WholeNumber().IsMatch(token.Content) => $"{token.Content} is a number and a name in DuckDB, and a number of another type in Spark or nothing. Write the number alone, or CAST it.",
        SqlTokenKind.Number when token.Content.Contains('_', StringComparison.Ordinal) => $"Spark does not know '_' in numbers. Write {token.Content.Replace("_", "", StringComparison.Ordinal)}.",
        SqlTokenKind.Symbol when Comparisons.Contains(token.Content) && next is { } many && (many.Is("ANY") || many.Is("SOME") || many.Is("ALL")) => $"Spark does not know {token.Content} {many.Content}. Write IN (SELECT …), or compare with min or max of the subquery.",
        SqlTokenKind.Symbol when token.Is(",") && next is { } after && (after.Is(")") || after.Is("FROM")) => "Spark does not take a comma after the last item. Remove it.",
        SqlTokenKind.Symbol when token.Is("(") && next is { } first && first.Is("FROM") => "Spark wants SELECT before FROM. Write SELECT * FROM ….",
        SqlTokenKind.Symbol => Symbols.GetValueOrDefault(token.Content),
        _ => null,
    };

    /// <summary>CAST(… AS TEXT): the type after the AS that belongs to a CAST.</summary>
    private static IEnumerable<ModelFault> CastTypes(IReadOnlyList<SqlToken> tokens)
    {
        var casts = new Stack<bool>();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Is("("))
            {
                casts.Push(i > 0 && (tokens[i - 1].Is("CAST") || tokens[i - 1].Is("TRY_CAST")));
            }
            else if (tokens[i].Is(")"))
            {
                _ = casts.TryPop(out _);
            }
            else if (tokens[i].Is("AS") && casts.TryPeek(out var inCast) && inCast && i + 1 < tokens.Count && Types.TryGetValue(tokens[i + 1].Content, out var both))
            {
                yield return new ModelFault(tokens[i + 1].Line, $"Spark does not know the type {tokens[i + 1].Content} in a CAST. Write {both}.");
            }
            else if (tokens[i].Is("AS") && casts.TryPeek(out var cast) && cast && i + 2 < tokens.Count && Decimals.Contains(tokens[i + 1].Content) && !tokens[i + 2].Is("("))
            {
                yield return new ModelFault(tokens[i + 1].Line, $"{tokens[i + 1].Content} without digits is DECIMAL(18,3) in DuckDB and DECIMAL(10,0) in Spark. Write DECIMAL(p,s).");
            }
        }
    }

    /// <summary>1, 1.5, .5, 1e3, 1_000</summary>
    [GeneratedRegex(@"^(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?$")]
    private static partial Regex WholeNumber();
}
