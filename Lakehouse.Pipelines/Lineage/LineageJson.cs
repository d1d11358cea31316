using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lakehouse.Pipelines.Lineage;

/// <summary>A pipeline's tables, what they depend on, and where each column comes from, as JSON.</summary>
/// <remarks>
/// <code>
/// { "pipeline": "movielens", "tables": [
///   { "name": "curated.movie_ratings", "kind": "model", "key": ["movieid"], "dependsOn": ["staged.movies", "staged.ratings"], "complete": true,
///     "columns": [ { "name": "avg_rating", "type": "DOUBLE", "from": [ { "table": "staged.ratings", "column": "rating", "use": "aggregation" } ] } ],
///     "rows": [ { "table": "staged.ratings", "column": "movieid", "influence": "groupBy" } ] } ] }
/// </code>
/// </remarks>
public static class LineageJson
{
    /// <summary>Writes it.</summary>
    public static JsonObject Of(Pipeline pipeline, PipelineSchema schema)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(schema);
        return new JsonObject
        {
            ["pipeline"] = pipeline.Name,
            ["tables"] = new JsonArray([.. pipeline.Staged.SelectMany(table => Raw(pipeline, table, schema)), .. pipeline.Models.Select(model => (JsonNode)Of(model, schema))]),
        };
    }

    private static IEnumerable<JsonNode> Raw(Pipeline pipeline, StagedTable table, PipelineSchema schema)
    {
        var raw = $"raw.{table.Name}";
        yield return Table(raw, "raw", [], [], table.Columns.Count > 0, Columns(schema.ColumnsOf(table.Merged), null));
        yield return Table(table.Merged.ToString(), "staged", table.Key, [raw], table.Columns.Count > 0, Columns(schema.ColumnsOf(table.Merged), raw));
        if (table.HistoryTable is { } history)
        {
            yield return Table(history.ToString(), "history", [.. table.Key, "valid_from_seq"], [raw], table.Columns.Count > 0, Columns(schema.ColumnsOf(history), raw));
        }
    }

    private static JsonObject Of(Model model, PipelineSchema schema)
    {
        var lineage = LineageReader.Read(model, schema);
        var types = schema.ColumnsOf(model.Table)?.ToDictionary(column => column.Name, column => column.Type, StringComparer.OrdinalIgnoreCase) ?? [];
        var columns = lineage.Columns.Select(column => (JsonNode)new JsonObject
        {
            ["name"] = column.Name,
            ["type"] = types.GetValueOrDefault(column.Name),
            ["from"] = new JsonArray([.. column.From.Select(origin => new JsonObject { ["table"] = origin.Table.ToString(), ["column"] = origin.Column, ["use"] = Name(origin.Use.ToString()) })]),
        });
        var json = Table(model.Table.ToString(), model.Zone == Zone.Curated ? "model" : "cleaned", model.Key, model.DependsOn.Select(table => table.ToString()), lineage.IsComplete, columns);
        json["rows"] = new JsonArray([.. lineage.Rows.Select(row => new JsonObject { ["table"] = row.Table.ToString(), ["column"] = row.Column, ["influence"] = Name(row.Influence.ToString()) })]);
        return json;
    }

    private static JsonObject Table(string name, string kind, IEnumerable<string> key, IEnumerable<string> dependsOn, bool complete, IEnumerable<JsonNode> columns) => new()
    {
        ["name"] = name,
        ["kind"] = kind,
        ["key"] = new JsonArray([.. key.Select(column => JsonValue.Create(column))]),
        ["dependsOn"] = new JsonArray([.. dependsOn.Select(table => JsonValue.Create(table))]),
        ["complete"] = complete,
        ["columns"] = new JsonArray([.. columns]),
    };

    private static IEnumerable<JsonNode> Columns(IReadOnlyList<Incremental.ModelColumn>? columns, string? from) => (columns ?? []).Select(column => new JsonObject
    {
        ["name"] = column.Name,
        ["type"] = column.Type,
        ["from"] = from is null || StagedTable.HistoryColumns.Contains(column)
            ? new JsonArray()
            : new JsonArray(new JsonObject { ["table"] = from, ["column"] = column.Name, ["use"] = Name(nameof(ColumnUse.Identity)) }),
    });

    private static string Name(string value) => JsonNamingPolicy.CamelCase.ConvertName(value);
}
