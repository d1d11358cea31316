using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DuckDB.NET.Data;
using Lakehouse.Pipelines.Incremental;
using Lakehouse.Pipelines.SharedSql;

namespace Lakehouse.Pipelines.Sql;

/// <summary>
/// Parses models with the parser of the engine that runs them: DuckDB's <c>json_serialize_sql</c> gives the syntax tree.
/// Nothing is bound or run, so no table has to exist.
/// </summary>
internal sealed class ModelSqlParser : IDisposable
{
    /// <summary>What DuckDB says of <c>1e400</c>: <c>"value":Infinity</c>, which is no JSON. Within a text the quotes have backslashes.</summary>
    private const string Infinite = "\"value\":Infinity";

    private const string TooLarge = """{"error":true,"error_type":"parser","error_message":"a number is larger than the largest DOUBLE, 1.8e308"}""";

    private readonly DuckDBConnection connection = new("DataSource=:memory:");

    public ModelSqlParser() => connection.Open();

    public ModelSql Parse(string sql)
    {
        using var tree = ParseTree(sql);
        var root = tree.RootElement;

        // {"error":true,"error_type":"parser","error_message":"syntax error at or near \"x\"","position":"13"}
        if (root.GetProperty("error").GetBoolean())
        {
            return Faulty(LineOf(sql, Position(root)), Explain(root));
        }

        // {"error":false,"statements":[{"node":{"type":"SELECT_NODE","cte_map":…,"from_table":…},…}]}
        var statements = root.GetProperty("statements");
        if (statements.GetArrayLength() != 1)
        {
            return Faulty(1, statements.GetArrayLength() == 0
                ? "The file holds no SQL. Write the SELECT that defines the table."
                : "The file holds several statements. A model is one SELECT: put the others into files of their own.");
        }

        var walk = new SyntaxTreeWalk();
        walk.Visit(statements[0], []);
        return new ModelSql(
            [.. walk.Tables.OrderBy(table => table.Location)],
            [.. walk.Functions.Select(function => new ModelFault(
                LineOf(sql, function.Location),
                $"The model reads from the function {function.Name}(), which Spark lacks or which leaves the lake. Read from staged or curated tables only."))]);
    }

    /// <summary>What in a SELECT that parses is outside the SQL that DuckDB and Spark share; each line says it once.</summary>
    public IReadOnlyList<ModelFault> SharedFaults(string sql)
    {
        using var tree = ParseTree(sql);
        if (tree.RootElement.GetProperty("error").GetBoolean())
        {
            return [];
        }

        var rules = new SyntaxRules(sql);
        rules.Visit(tree.RootElement.GetProperty("statements"));
        return [.. SpellingRules.Faults(SqlTokens.Of(sql)).Concat(rules.Faults).Distinct()];
    }

    /// <summary>What is wrong with a condition on the rows of one table, or null.</summary>
    public string? ConditionFault(string condition)
    {
        using var tree = ParseTree($"SELECT 1 FROM rows WHERE ({condition}\n)");
        var root = tree.RootElement;
        if (root.GetProperty("error").GetBoolean())
        {
            return root.GetProperty("error_message").GetString();
        }

        var statements = root.GetProperty("statements");
        return statements.GetArrayLength() == 1 && statements[0].GetProperty("node") is var node && node.Text("type") == "SELECT_NODE"
            && node.Part("where_clause") is { } where && node.List("group_expressions").Count == 0 && !where.HasSubquery()
            ? null
            : "it must be one condition on the columns of a row";
    }

    /// <summary>Why the engine cannot use a regular expression, or null.</summary>
    public string? RegexFault(string regex)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT regexp_matches('', $regex)";
        command.Parameters.Add(new DuckDBParameter("regex", regex));
        try
        {
            command.ExecuteScalar();
            return null;
        }
        catch (DuckDBException invalid)
        {
            return invalid.Message.Split('\n', 2)[0];
        }
    }

    /// <summary>DuckDB's own description of the text: <c>{"error":false,"statements":[{"node":…}]}</c>.</summary>
    public JsonDocument ParseTree(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT json_serialize_sql(CAST($sql AS VARCHAR))";
        command.Parameters.Add(new DuckDBParameter("sql", sql));
        var tree = (string)command.ExecuteScalar()!;
        return JsonDocument.Parse(tree.Contains(Infinite, StringComparison.Ordinal) ? TooLarge : tree, new JsonDocumentOptions { MaxDepth = 1000 });
    }

    /// <summary>The text of a SELECT that was made from parts of others.</summary>
    /// <param name="node">A SELECT_NODE or SET_OPERATION_NODE.</param>
    /// <returns>The text, or null when parsing it gives another tree, so that it may mean something else.</returns>
    public string? TryWrite(JsonNode node)
    {
        var wanted = new JsonObject { ["error"] = false, ["statements"] = new JsonArray(new JsonObject { ["node"] = SyntaxTree.WithoutPlaces(node.DeepClone()), ["named_param_map"] = new JsonArray() }) };
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT sql, json_serialize_sql(sql) FROM (SELECT json_deserialize_sql(CAST($tree AS JSON)) AS sql)";
        command.Parameters.Add(new DuckDBParameter("tree", wanted.ToJsonString(SyntaxTree.Deep)));
        try
        {
            using var reader = command.ExecuteReader();
            reader.Read();
            var parsed = JsonNode.Parse(reader.GetString(1), documentOptions: new JsonDocumentOptions { MaxDepth = 1000 });
            return JsonNode.DeepEquals(SyntaxTree.WithoutPlaces(parsed), wanted) ? reader.GetString(0) : null;
        }
        catch (DuckDBException)
        {
            return null; // what DuckDB cannot write
        }
    }

    /// <summary>Makes a relation without rows known.</summary>
    public void Declare(string name, IEnumerable<ModelColumn> columns)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"CREATE OR REPLACE TEMP TABLE {name} ({string.Join(", ", columns.Select(column => $"{SqlText.Identifier(column.Name)} {column.Type}"))})";
        command.ExecuteNonQuery();
    }

    /// <summary>DuckDB's names of the types of a SELECT's columns; it reads declared relations only.</summary>
    /// <returns>The types, or null when the SELECT does not fit them: running it says why.</returns>
    public IReadOnlyList<string>? TypesOf(string select)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"DESCRIBE {select}";
        try
        {
            using var reader = command.ExecuteReader();
            var types = new List<string>();
            while (reader.Read())
            {
                types.Add(reader.GetString(1));
            }

            return types;
        }
        catch (DuckDBException)
        {
            return null;
        }
    }

    public void Dispose() => connection.Dispose();

    private static ModelSql Faulty(int line, string message) => new([], [new ModelFault(line, message)]);

    private static string Explain(JsonElement error)
    {
        var message = error.GetProperty("error_message").GetString();
        return error.GetProperty("error_type").GetString() == "parser"
            ? $"The SQL cannot be parsed: {message}. Correct it."
            : $"This is not a SELECT ({message}) A model is one SELECT; the table is created and filled from its rows.";
    }

    private static ulong Position(JsonElement error) =>
        error.TryGetProperty("position", out var position) && ulong.TryParse(position.GetString(), CultureInfo.InvariantCulture, out var offset) ? offset : 0;

    /// <summary>The parser counts bytes of UTF-8, and says 2^64-1 where it does not know.</summary>
    public static int LineOf(string sql, ulong offset)
    {
        var bytes = Encoding.UTF8.GetBytes(sql).AsSpan();
        return offset >= (ulong)bytes.Length ? 1 : 1 + bytes[..(int)offset].Count((byte)'\n');
    }
}
