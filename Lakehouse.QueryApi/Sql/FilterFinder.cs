using System.Text.Json;
using static Lakehouse.QueryApi.Sql.TreeNode;

namespace Lakehouse.QueryApi.Sql;

/// <summary>
/// Finds, for each place that names a table, the condition that all rows fulfil which the statement makes use of there: what the WHERE
/// and the inner joins' ON say of it.
/// </summary>
internal sealed class FilterFinder(FilterPlaces places)
{
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

        var tables = new List<Source>();
        var conditions = new List<JsonElement>();
        if (IsSet(select, "where_clause"))
        {
            conditions.Add(select.GetProperty("where_clause"));
        }

        Collect(from, scope, tables, conditions);
        foreach (var (name, alias, inner) in tables)
        {
            // Two tables of one alias cannot be told apart; DuckDB refuses a column of them.
            if (tables.Count(other => other.Alias.Equals(alias, StringComparison.OrdinalIgnoreCase)) > 1
                || new FilterWriter(alias, column => inner?.Has(column) ?? true).Write(name.ToString(), conditions.SelectMany(Parts)) is not { } filter)
            {
                continue;
            }

            if (inner is not null)
            {
                places.KnowFromOutside(inner, filter);
            }
            else if (name.Position is { } position)
            {
                places.Know(position, filter);
            }
        }
    }

    /// <summary>
    /// Tables whose rows only count when the conditions hold for them: not those that a join fills up with NULL, for whom a missing
    /// file would turn a match into none.
    /// </summary>
    private static void Collect(JsonElement from, CteScope? scope, List<Source> tables, List<JsonElement> conditions)
    {
        switch (Text(from, "type"))
        {
            case "BASE_TABLE" when !IsSet(from, "sample") && !HasItems(from, "column_name_alias"):
                var name = new TableName(Text(from, "catalog_name"), Text(from, "schema_name"), Text(from, "table_name"), StatementWalker.Position(from));
                var alias = Text(from, "alias") is { Length: > 0 } given ? given : name.Name;
                if (name.Catalog.Length > 0 || name.Database.Length > 0 || CteScope.Find(scope, name.Name) is not { } cte)
                {
                    tables.Add(new Source(name, alias, null));
                }
                else if (TransparentSelect.OfCte(cte) is { } named)
                {
                    tables.Add(new Source(named.Table, alias, named));
                }

                break;
            case "SUBQUERY" when TransparentSelect.OfSubquery(from, scope) is { } select:
                tables.Add(new Source(select.Table, Text(from, "alias"), select));
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

    /// <summary>A table of FROM, or a SELECT of one.</summary>
    private sealed record Source(TableName Name, string Alias, TransparentSelect? Select);
}
