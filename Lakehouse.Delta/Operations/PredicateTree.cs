using System.Text.Json;

namespace Lakehouse.Delta.Engine;

/// <summary>What a predicate is made of, by DuckDB's own parser.</summary>
internal static class PredicateTree
{
    /// <summary>
    /// Whether the predicate gives the same answer each time for the same column values: it asks no other table, and all its functions are
    /// DuckDB's own and consistent, not <c>random()</c> or <c>now()</c>.
    /// </summary>
    public static async Task<bool> IsPureAsync(string predicate, CancellationToken cancellationToken)
    {
        await using var engine = DuckDbEngine.OpenInternal();
        using var tree = JsonDocument.Parse(
            await FilterConstants.SerializeAsync(engine, $"SELECT 0 FROM t WHERE {Sql.Nest(predicate)}", cancellationToken).ConfigureAwait(false), new JsonDocumentOptions { MaxDepth = 1024 });
        var functions = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (!Collect(tree.RootElement, functions))
        {
            return false;
        }

        var consistent = functions.Count == 0 ? 0 : await engine.CountAsync(
            "SELECT count(*) FROM (SELECT function_name FROM duckdb_functions() WHERE function_type = 'scalar' "
            + $"AND function_name IN ({string.Join(", ", functions.Select(Sql.Text))}) GROUP BY function_name HAVING bool_and(stability = 'CONSISTENT'))",
            cancellationToken).ConfigureAwait(false);
        return consistent == functions.Count;
    }

    /// <summary>Collects the functions' names; false where there is a subquery.</summary>
    private static bool Collect(JsonElement node, HashSet<string> functions)
    {
        switch (node.ValueKind)
        {
            case JsonValueKind.Object:
                if (node.TryGetProperty("class", out var kind) && kind.ValueKind == JsonValueKind.String && kind.GetString() == "SUBQUERY")
                {
                    return false;
                }

                if (node.TryGetProperty("function_name", out var name) && name.ValueKind == JsonValueKind.String)
                {
                    functions.Add(name.GetString()!);
                }

                return node.EnumerateObject().All(member => Collect(member.Value, functions));
            case JsonValueKind.Array:
                return node.EnumerateArray().All(item => Collect(item, functions));
            default:
                return true;
        }
    }
}
