using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lakehouse.Delta.Engine;

/// <summary>Evaluates the constant parts of a condition with DuckDB.</summary>
internal sealed class FilterConstants
{
    /// <summary>Functions whose result depends on nothing but their arguments.</summary>
    private static readonly HashSet<string> Pure = new(StringComparer.Ordinal)
    {
        "+", "-", "*", "trunc", "make_date", "make_timestamp", "to_days", "to_weeks", "to_months", "to_years", "to_hours", "to_minutes", "to_seconds",
    };

    private readonly Dictionary<string, (string Type, string? Text)> values = new(StringComparer.Ordinal);

    /// <summary>Whether an expression has the same value for each row.</summary>
    public static bool IsConstant(JsonElement expression) => Class(expression) switch
    {
        "CONSTANT" => true,
        "CAST" => IsConstant(expression.GetProperty("child")),
        "FUNCTION" => expression.GetProperty("schema").GetString() is "" && Pure.Contains(expression.GetProperty("function_name").GetString()!)
            && expression.GetProperty("children").EnumerateArray().All(IsConstant),
        _ => false,
    };

    public static string? Class(JsonElement expression) => expression.ValueKind == JsonValueKind.Object && expression.TryGetProperty("class", out var name) ? name.GetString() : null;

    /// <summary>DuckDB's type and text of a constant; the text is null for NULL. Null when DuckDB could not evaluate it.</summary>
    public (string Type, string? Text)? ValueOf(JsonElement expression) => values.TryGetValue(expression.GetRawText(), out var value) ? value : null;

    /// <summary>Evaluates the largest constant parts of an expression.</summary>
    public async Task EvaluateAsync(DuckDbEngine engine, JsonElement expression, CancellationToken cancellationToken)
    {
        var found = new List<JsonElement>();
        Collect(expression, found);
        found.RemoveAll(constant => TryRead(constant));
        if (found.Count == 0)
        {
            return;
        }

        // SELECT 0 with the constants in place of the 0, as SQL text again
        var statement = JsonNode.Parse(await SerializeAsync(engine, "SELECT 0", cancellationToken).ConfigureAwait(false))!;
        var list = new JsonArray();
        foreach (var constant in found)
        {
            list.Add(JsonNode.Parse(constant.GetRawText()));
        }

        statement["statements"]![0]!["node"]!["select_list"] = list;
        try
        {
            var select = await TextAsync(engine, $"SELECT json_deserialize_sql({Sql.Text(statement.ToJsonString())}::JSON)", cancellationToken).ConfigureAwait(false);
            var names = Enumerable.Range(0, found.Count).Select(i => $"c{i}").ToArray();
            await foreach (var row in engine.QueryAsync($"SELECT {string.Join(", ", names.Select(name => $"typeof({name}), {name}::VARCHAR"))} FROM ({select}) AS t({string.Join(", ", names)})", cancellationToken).ConfigureAwait(false))
            {
                for (var i = 0; i < found.Count; i++)
                {
                    values[found[i].GetRawText()] = (row.GetString(2 * i), row.IsDBNull((2 * i) + 1) ? null : row.GetString((2 * i) + 1));
                }
            }
        }
        catch (DuckDB.NET.Data.DuckDBException)
        {
            values.Clear(); // a constant such as DATE 'x': the query itself will say so, files are not skipped by it
        }
    }

    /// <summary>DuckDB's syntax tree of a statement.</summary>
    public static Task<string> SerializeAsync(DuckDbEngine engine, string sql, CancellationToken cancellationToken) =>
        TextAsync(engine, $"SELECT json_serialize_sql({Sql.Text(sql)})", cancellationToken);

    /// <summary>Takes a literal as it stands, so that long lists of them cost no query.</summary>
    private bool TryRead(JsonElement expression)
    {
        if (Class(expression) != "CONSTANT")
        {
            return false;
        }

        var value = expression.GetProperty("value");
        var type = value.GetProperty("type").GetProperty("id").GetString()!;
        var isNull = value.GetProperty("is_null").GetBoolean();
        if (!isNull && type is not ("INTEGER" or "BIGINT" or "VARCHAR" or "BOOLEAN"))
        {
            return false;
        }

        values[expression.GetRawText()] = (type, isNull ? null : value.GetProperty("value") is { ValueKind: JsonValueKind.String } text ? text.GetString() : value.GetProperty("value").GetRawText());
        return true;
    }

    private static void Collect(JsonElement node, List<JsonElement> found)
    {
        if (IsConstant(node))
        {
            found.Add(node);
            return;
        }

        switch (node.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in node.EnumerateObject())
                {
                    Collect(member.Value, found);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in node.EnumerateArray())
                {
                    Collect(item, found);
                }

                break;
        }
    }

    private static async Task<string> TextAsync(DuckDbEngine engine, string sql, CancellationToken cancellationToken)
    {
        await foreach (var row in engine.QueryAsync(sql, cancellationToken).ConfigureAwait(false))
        {
            return row.GetString(0);
        }

        return "";
    }
}
