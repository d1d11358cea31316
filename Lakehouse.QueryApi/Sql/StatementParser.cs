using System.Text;
using System.Text.Json;
using Lakehouse.QueryApi.Http;

namespace Lakehouse.QueryApi.Sql;

/// <summary>Decides, on the tree that DuckDB's own parser makes, whether a text is one statement that may run, and what it reads.</summary>
internal static class StatementParser
{
    /// <summary>Levels of the JSON tree; DuckDB itself stops at 1,000 levels of expressions, each a few JSON levels.</summary>
    private const int MaxDepth = 2_500;

    /// <summary>Parses and checks a text.</summary>
    /// <param name="sql">What the client sent.</param>
    /// <param name="serialize">DuckDB's <c>json_serialize_sql</c>.</param>
    /// <exception cref="QueryException">The text is not one statement that may run.</exception>
    public static Statement Parse(string sql, Func<string, string> serialize)
    {
        var explained = ExplainPrefix.Measure(sql);
        // Blanks in place of the prefix keep every position in the statement.
        var select = explained == 0 ? sql : new string(' ', Encoding.UTF8.GetByteCount(sql.AsSpan(0, explained))) + sql[explained..];
        using var document = ParseTree(serialize(select));
        var root = document.RootElement;
        if (root.GetProperty("error").GetBoolean())
        {
            throw Refusal(root);
        }

        var statements = root.GetProperty("statements");
        if (statements.GetArrayLength() != 1)
        {
            throw statements.GetArrayLength() == 0
                ? new QueryException(Problem.Syntax, "The text holds no statement.")
                : new QueryException(Problem.NotSelect, $"The text holds {statements.GetArrayLength()} statements. Send one statement a request.");
        }

        var node = statements[0].GetProperty("node");
        if (explained == 0 && FindShow(node) is { } show)
        {
            return new Statement(sql, "SHOW", [], [], show, false);
        }

        var walker = new StatementWalker();
        var tables = walker.Walk(node);
        // A plan tells of the engine and its time, not only of the rows.
        return new Statement(sql, explained == 0 ? "SELECT" : "EXPLAIN", tables, walker.Filters, null, walker.IsRepeatable && explained == 0);
    }

    private static JsonDocument ParseTree(string json)
    {
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException tooDeep)
        {
            throw new QueryException(Problem.NotAllowed, "The statement nests too deeply. Break it up with WITH, or write long chains as lists (x IN (…)).", tooDeep);
        }
    }

    /// <summary><code>{"error":true,"error_type":"parser","error_message":"syntax error at or near \"selec\"","position":"0"}</code></summary>
    private static QueryException Refusal(JsonElement error)
    {
        var message = error.GetProperty("error_message").GetString() ?? "";
        if (error.GetProperty("error_type").GetString() == "parser")
        {
            var position = error.TryGetProperty("position", out var at) && int.TryParse(at.GetString(), out var offset) ? offset : (int?)null;
            // The parser quotes what it could not read, which may be the whole text.
            return new QueryException(Problem.Syntax, message.Length <= 300 ? message : message[..300] + "…") { Position = position };
        }

        return message.StartsWith("Only SELECT", StringComparison.Ordinal)
            ? new QueryException(Problem.NotSelect, "This statement is not a SELECT. Queries only read: SELECT, WITH … SELECT, VALUES, EXPLAIN, DESCRIBE, SHOW TABLES and SHOW DATABASES run here.")
            : new QueryException(Problem.NotAllowed, message);
    }

    /// <summary>A whole statement that is SHOW TABLES, SHOW TABLES FROM x, SHOW ALL TABLES, SHOW DATABASES or SHOW SCHEMAS.</summary>
    private static ShowCommand? FindShow(JsonElement node)
    {
        if (!node.TryGetProperty("from_table", out var from)
            || from.GetProperty("type").GetString() != "SHOW_REF"
            || from.GetProperty("query").ValueKind != JsonValueKind.Null)
        {
            return null;
        }

        if (from.GetProperty("show_type").GetString() == "SHOW_FROM")
        {
            return new ShowCommand(ShowKind.Tables, from.GetProperty("schema_name").GetString());
        }

        return from.GetProperty("table_name").GetString()?.Trim('"') switch
        {
            "tables" or "__show_tables_expanded" => new ShowCommand(ShowKind.Tables, null),
            "databases" or "schemas" => new ShowCommand(ShowKind.Databases, null),
            var other => throw new QueryException(Problem.NotAllowed, $"SHOW {other} is not open to queries. SHOW TABLES, SHOW TABLES FROM database, SHOW DATABASES and DESCRIBE table are."),
        };
    }
}
