using System.Text.Json;

namespace Lakehouse.QueryApi.Sql;

/// <summary>
/// Finds, for each table, the condition that all rows fulfil which a statement makes use of: what the WHERE and the inner joins' ON say
/// at each place that names the table, joined by OR. A place that says nothing leaves the table without a condition.
/// </summary>
internal sealed class FilterFinder
{
    private readonly Dictionary<string, int> places = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<TableFilter>> found = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The conditions, one for each table that has one.</summary>
    public IReadOnlyList<TableFilter> Filters => [.. found.Where(table => table.Value.Count == places[table.Key]).Select(table => Any(table.Key, table.Value))];

    /// <summary>The statement names a table.</summary>
    public void Place(string table) => places[table] = places.GetValueOrDefault(table) + 1;

    /// <summary>Looks at a SELECT and the tables of its FROM.</summary>
    /// <param name="select">A SELECT_NODE.</param>
    /// <param name="scope">The names that WITH has made visible.</param>
    public void Look(JsonElement select, CteScope? scope)
    {
        // A sample is drawn before WHERE: with fewer files it would be another one.
        if (!select.TryGetProperty("from_table", out var from) || from.ValueKind != JsonValueKind.Object || IsSet(select, "sample"))
        {
            return;
        }

        var tables = new List<(TableName Name, string Alias)>();
        var conditions = new List<JsonElement>();
        if (IsSet(select, "where_clause"))
        {
            conditions.Add(select.GetProperty("where_clause"));
        }

        Collect(from, scope, tables, conditions);
        foreach (var (name, alias) in tables)
        {
            // Two tables of one alias cannot be told apart; DuckDB refuses a column of them.
            if (tables.Count(other => other.Alias.Equals(alias, StringComparison.OrdinalIgnoreCase)) == 1
                && new FilterWriter(alias).Write(name.ToString(), conditions.SelectMany(Parts)) is { } filter)
            {
                found.TryAdd(filter.Table, []);
                found[filter.Table].Add(filter);
            }
        }
    }

    /// <summary>
    /// Tables whose rows only count when the conditions hold for them: not those that a join fills up with NULL, for whom a missing
    /// file would turn a match into none.
    /// </summary>
    private static void Collect(JsonElement from, CteScope? scope, List<(TableName Name, string Alias)> tables, List<JsonElement> conditions)
    {
        switch (Text(from, "type"))
        {
            case "BASE_TABLE" when !IsSet(from, "sample") && !HasItems(from, "column_name_alias"):
                var name = new TableName(Text(from, "catalog_name"), Text(from, "schema_name"), Text(from, "table_name"), null);
                if (name.Catalog.Length > 0 || name.Database.Length > 0 || !CteScope.IsVisible(scope, name.Name))
                {
                    tables.Add((name, Text(from, "alias") is { Length: > 0 } alias ? alias : name.Name));
                }

                break;
            case "JOIN" when Text(from, "ref_type") is "REGULAR" or "NATURAL" or "CROSS":
                var (left, right) = (from.GetProperty("left"), from.GetProperty("right"));
                switch (Text(from, "join_type"))
                {
                    case "INNER":
                        if (IsSet(from, "condition"))
                        {
                            conditions.Add(from.GetProperty("condition"));
                        }

                        Collect(left, scope, tables, conditions);
                        Collect(right, scope, tables, conditions);
                        break;
                    case "LEFT" or "SEMI" or "ANTI":
                        Collect(left, scope, tables, conditions);
                        break;
                    case "RIGHT":
                        Collect(right, scope, tables, conditions);
                        break;
                }

                break;
        }
    }

    private static IEnumerable<JsonElement> Parts(JsonElement condition) =>
        Text(condition, "type") == "CONJUNCTION_AND" ? condition.GetProperty("children").EnumerateArray().SelectMany(Parts) : [condition];

    private static TableFilter Any(string table, List<TableFilter> filters)
    {
        if (filters.Count == 1)
        {
            return filters[0];
        }

        var text = "";
        var parameters = new List<FilterParameter>();
        foreach (var filter in filters)
        {
            text += text.Length == 0 ? "" : " OR ";
            var shift = text.Length;
            parameters.AddRange(filter.Parameters.Select(parameter => parameter with { Offset = parameter.Offset + shift }));
            text += filter.Text;
        }

        return new TableFilter(table, text, parameters);
    }

    private static bool IsSet(JsonElement element, string property) => element.TryGetProperty(property, out var value) && value.ValueKind != JsonValueKind.Null;

    private static bool HasItems(JsonElement element, string property) => element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0;

    private static string Text(JsonElement element, string property) => element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
