using Lakehouse.Pipelines.Sql;

namespace Lakehouse.Pipelines.SharedSql;

/// <summary>Finds spellings that DuckDB takes and Spark does not, or takes for something else.</summary>
internal static class SpellingRules
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

        foreach (var fault in CastTypes(tokens))
        {
            yield return fault;
        }
    }

    private static string? Fault(SqlToken token, SqlToken? next) => token.Kind switch
    {
        SqlTokenKind.QuotedName => $"{token.Content} is a name in DuckDB and a text in Spark. Take a name that needs no quotes.",
        SqlTokenKind.Text when token.Content[0] == '$' => "Spark does not know texts in $$. Write 'text'.",
        SqlTokenKind.Text when token.Content.Contains('\\', StringComparison.Ordinal) => $"The backslash in {token.Content} stands for itself in DuckDB and begins an escape in Spark. Write the text without it, for example with chr(92).",
        SqlTokenKind.Word when token.Is("E") && next is { Kind: SqlTokenKind.Text } => "Spark does not know texts with E before them. Write 'text'.",
        SqlTokenKind.Number when token.Content.Contains('_', StringComparison.Ordinal) => $"Spark does not know '_' in numbers. Write {token.Content.Replace("_", "", StringComparison.Ordinal)}.",
        SqlTokenKind.Symbol when token.Is(",") && next is { Content: ")" } or { Kind: SqlTokenKind.Word, Content: "FROM" or "from" } => "Spark does not take a comma after the last item. Remove it.",
        SqlTokenKind.Symbol when token.Is("(") && next is { Kind: SqlTokenKind.Word, Content: "FROM" or "from" } => "Spark wants SELECT before FROM. Write SELECT * FROM ….",
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
        }
    }
}
