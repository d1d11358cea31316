using System.Text.Json;
using System.Text.Json.Nodes;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Trino.Parsing;

namespace Lakehouse.QueryApi.Forwarding;

/// <summary>
/// A statement that has the columns of another and reads no rows: <c>SELECT * FROM (…) LIMIT 0</c>, which Athena answers from its
/// catalog alone. Athena has no call that describes a statement.
/// </summary>
/// <param name="Sql">The statement.</param>
/// <param name="Parameters">A value for each parameter, as Athena takes no statement without; NULL wherever it may be.</param>
internal sealed record StatementProbe(string Sql, IReadOnlyList<int?> Parameters)
{
    /// <summary>Words behind which NULL is refused.</summary>
    private static readonly string[] Counting = ["LIMIT", "OFFSET", "FIRST", "NEXT"];

    /// <summary>The parameters as a request has them.</summary>
    public JsonElement? Values => Parameters.Count == 0 ? null : JsonSerializer.SerializeToElement(new JsonArray([.. Parameters.Select(value => (JsonNode?)value)]));

    /// <summary>Makes the probe.</summary>
    /// <exception cref="QueryException">The statement has no rows, or is no statement.</exception>
    public static StatementProbe Of(string sql)
    {
        var tokens = Tokenizer.Tokenize(sql);
        tokens.RemoveAt(tokens.Count - 1);
        while (tokens.Count > 0 && tokens[^1].Is(";"))
        {
            tokens.RemoveAt(tokens.Count - 1);
        }

        if (tokens.Count == 0)
        {
            throw new QueryException(Problem.Syntax, "The text holds no statement.");
        }

        var parameters = tokens.Select((token, index) => (token, index)).Where(pair => pair.token.Is("?"))
            .Select(pair => pair.index > 0 && Counting.Contains(tokens[pair.index - 1].Upper) ? 1 : (int?)null).ToArray();
        var text = sql[tokens[0].Offset..tokens[^1].End];
        return tokens[0] switch
        {
            { Upper: "SELECT" or "WITH" or "VALUES" or "TABLE" } or { Text: "(" } => new($"SELECT * FROM (\n{text}\n) LIMIT 0", parameters),
            { Upper: "SHOW" or "DESCRIBE" or "DESC" } => new(text, parameters),
            // ANALYZE would run what is only to be described.
            { Upper: "EXPLAIN" } when tokens.Count > 1 && tokens[1].Is("ANALYZE") => new($"EXPLAIN {sql[tokens[1].End..tokens[^1].End]}", parameters),
            { Upper: "EXPLAIN" } => new(text, parameters),
            var other => throw new QueryException(Problem.NotSupported, $"{other.Upper} statements have no columns that could be told before they run."),
        };
    }
}
