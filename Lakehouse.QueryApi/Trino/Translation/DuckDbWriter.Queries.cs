using System.Globalization;
using System.Text;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>WITH, SELECT, set operations, VALUES, ORDER BY, LIMIT.</summary>
internal sealed partial class DuckDbWriter
{
    /// <summary>Marks an unnamed column behind <c>*</c>, whose number only the result tells: the result's writer names it <c>_colN</c>.</summary>
    public const string UnnumberedColumn = "_col*";

    private (string Sql, IReadOnlyList<(string Name, string? Type)>? Columns) WriteQuery(Query query, bool isOutermost = false)
    {
        var visible = commonTables.Count;
        var with = query.With is { } clause ? WriteWith(clause) : "";
        var (body, columns) = query.Body switch
        {
            // ORDER BY of a SELECT may use what the SELECT sees.
            Select select => WriteSelect(select, query, isOutermost),
            _ => WriteBody(query.Body, isOutermost),
        };
        var tail = query.Body is Select ? "" : WriteOrder(query.OrderBy) + WriteLimit(query);
        commonTables.RemoveRange(visible, commonTables.Count - visible);
        return (Bounded(with + body + tail), columns);
    }

    private string WriteWith(With with)
    {
        var parts = new List<string>();
        foreach (var named in with.Queries)
        {
            var columns = named.Columns.Select(column => (column.Text, (string?)null)).ToList();
            if (with.IsRecursive)
            {
                commonTables.Add(new CommonTable(named.Name.Text, null));
            }

            var (text, outputs) = WriteQuery(named.Query);
            if (with.IsRecursive)
            {
                commonTables.RemoveAt(commonTables.Count - 1);
            }

            if (columns.Count > 0 && outputs?.Count == columns.Count)
            {
                columns = [.. columns.Select((column, index) => (column.Text, outputs[index].Type))];
            }

            commonTables.Add(new CommonTable(named.Name.Text, columns.Count > 0 ? columns : outputs));
            var names = named.Columns.Count > 0 ? $"({Join(named.Columns.Select(Identifier))})" : "";
            parts.Add($"{Identifier(named.Name)}{names} AS ({text})");
        }

        return $"WITH {(with.IsRecursive ? "RECURSIVE " : "")}{Join(parts)} ";
    }

    private (string, IReadOnlyList<(string, string?)>?) WriteBody(QueryBody body, bool isOutermost)
    {
        switch (body)
        {
            case Select select:
                return WriteSelect(select, null, isOutermost);
            case NestedQuery nested:
                var (text, columns) = WriteQuery(nested.Query, isOutermost);
                return ($"({text})", columns);
            case TableQuery table:
                var (relation, seen) = WriteTable(new TableRelation(table.Table.Offset, table.Table, null, null));
                return ($"SELECT * FROM {relation}", seen);
            case ValuesQuery values:
                return WriteValues(values);
            default:
                return WriteSetOperation((SetOperation)body, isOutermost);
        }
    }

    private (string, IReadOnlyList<(string, string?)>?) WriteSetOperation(SetOperation operation, bool isOutermost)
    {
        var (first, columns) = WriteTermOf(operation.First, isOutermost);
        var text = new StringBuilder(first);
        foreach (var (word, isAll, term) in operation.Rest)
        {
            var (next, others) = WriteTermOf(term, isOutermost);
            columns = Unite(operation.Offset, word, columns, others);
            text.Append(' ').Append(word).Append(isAll ? " ALL " : " ").Append(next);
        }

        return (text.ToString(), columns);
    }

    private List<(string, string?)>? Unite(int offset, string word, IReadOnlyList<(string Name, string? Type)>? first, IReadOnlyList<(string Name, string? Type)>? second)
    {
        if (first is null || second is null || first.Count != second.Count)
        {
            return null;
        }

        var columns = new List<(string, string?)>();
        for (var index = 0; index < first.Count; index++)
        {
            var (a, b) = (TypeText.Kind(first[index].Type), TypeText.Kind(second[index].Type));
            if (a != TypeKind.Unknown && b != TypeKind.Unknown && a != b)
            {
                throw Mismatch(offset, string.Create(CultureInfo.InvariantCulture, $"column {index + 1} in {word} query has incompatible types: {Shown(first[index].Type)}, {Shown(second[index].Type)}"));
            }

            columns.Add((first[index].Name, NumericTypes.Common(first[index].Type, second[index].Type)));
        }

        return columns;
    }

    /// <summary>An operation inside another stands in parentheses: the engine need not have Trino's precedence.</summary>
    private (string Sql, IReadOnlyList<(string, string?)>? Columns) WriteTermOf(QueryBody term, bool isOutermost)
    {
        var (text, columns) = WriteBody(term, isOutermost);
        return term is SetOperation ? ($"({text})", columns) : (text, columns);
    }

    private (string, IReadOnlyList<(string, string?)>?) WriteValues(ValuesQuery values)
    {
        var rows = values.Rows.Select(row => row is RowConstructor { Items: var items } ? items.Select(Write).ToArray() : [Write(row)]).ToArray();
        if (rows.Any(row => row.Length != rows[0].Length))
        {
            throw Invalid(values.Rows[0].Offset, "Values rows have mismatched sizes");
        }

        var columns = rows[0].Select((_, index) => (Name: string.Create(CultureInfo.InvariantCulture, $"_col{index}"), Type: CommonType(values.Rows[0].Offset, "Values rows", rows.Select(row => row[index])))).ToArray();
        var text = $"SELECT * FROM (VALUES {Join(rows.Select(row => $"({Join(row.Select(value => value.Sql))})"))}) AS \"_values\"({Join(columns.Select(column => SqlText.Identifier(column.Name)))})";
        return (text, columns);
    }

    private (string, IReadOnlyList<(string, string?)>?) WriteSelect(Select select, Query? query, bool isOutermost)
    {
        var outer = scope;
        var outerOutputs = outputs;
        scope = new Scope(outer);
        outputs = select.Items.Where(item => item.Alias is not null).Select(item => item.Alias!.Text).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var from = select.From.Count == 0 ? "" : " FROM " + Join(WriteFrom(select.From));
        var (items, columns) = WriteItems(select.Items);
        if (isOutermost && columns?.FirstOrDefault(column => column.Item2?.Contains(" with time zone '", StringComparison.Ordinal) == true) is ({ } zoned, _))
        {
            throw NotSupported(select.Items[0].Value?.Offset ?? select.Offset, $"The column '{zoned}' shows the clock of a time zone, which results do not keep here: CAST({zoned} AS varchar) gives Athena's text, CAST({zoned} AS timestamp) the clock, {zoned} AT TIME ZONE 'UTC' the instant.");
        }

        var text = new StringBuilder("SELECT ").Append(select.IsDistinct ? "DISTINCT " : "").Append(items).Append(from);
        if (select.Where is { } where)
        {
            text.Append(" WHERE ").Append(Condition(where, "WHERE clause"));
        }

        if (select.IsGrouped)
        {
            text.Append(" GROUP BY ").Append(select.IsGroupDistinct && select.GroupBy.Count > 1
                ? throw NotSupported(select.Offset, "GROUP BY DISTINCT over several grouping sets is not available here.")
                : Join(select.GroupBy.Select(WriteGrouping)));
        }

        if (select.Having is { } having)
        {
            text.Append(" HAVING ").Append(Condition(having, "HAVING clause"));
        }

        if (select.Windows.Count > 0)
        {
            text.Append(" WINDOW ").Append(Join(select.Windows.Select(window => $"{Identifier(window.Name)} AS ({WriteWindow(window.Window)})")));
        }

        outputs = [];
        CheckOrder(select, query);
        if (query is { WithTies: true })
        {
            // Rows that tie with the last one: those whose rank by the order is within the limit.
            text.Append(" QUALIFY rank() OVER (").Append(WriteOrder(ByValue(query.OrderBy, select.Items)).Trim()).Append(") <= (").Append(Write(query.Limit!).Sql).Append(") + ").Append(query.RowOffset is null ? "0" : Write(query.RowOffset).Sql);
            text.Append(WriteOrder(query.OrderBy)).Append(query.RowOffset is null ? "" : $" OFFSET {Write(query.RowOffset).Sql}");
        }
        else if (query is not null)
        {
            text.Append(WriteOrder(query.OrderBy)).Append(WriteLimit(query));
        }

        scope = outer;
        outputs = outerOutputs;
        return (text.ToString(), columns);
    }

    /// <summary>Rows that are made distinct can be ordered by what they show only.</summary>
    private void CheckOrder(Select select, Query? query)
    {
        if (!select.IsDistinct || query is null || select.Items.Any(item => item.IsStar))
        {
            return;
        }

        var shown = select.Items.Select(item => Write(item.Value!).Sql).ToHashSet(StringComparer.Ordinal);
        foreach (var item in ByValue(query.OrderBy, select.Items))
        {
            if (!shown.Contains(Write(item.Value).Sql))
            {
                throw Invalid(item.Value.Offset, "For SELECT DISTINCT, ORDER BY expressions must appear in select list");
            }
        }
    }

    /// <summary>Numbers and names of ORDER BY replaced by the values they stand for.</summary>
    private static IReadOnlyList<SortItem> ByValue(IReadOnlyList<SortItem> order, IReadOnlyList<SelectItem> items) =>
        [.. order.Select(item => item.Value switch
        {
            Literal { Kind: LiteralKind.Integer } number when int.TryParse(number.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var position) && position >= 1 && position <= items.Count && items[position - 1].Value is { } value => item with { Value = value },
            Name name when items.FirstOrDefault(candidate => candidate.Alias?.Text.Equals(name.Identifier.Text, StringComparison.OrdinalIgnoreCase) == true)?.Value is { } value => item with { Value = value },
            _ => item,
        })];

    private (string, IReadOnlyList<(string, string?)>?) WriteItems(IReadOnlyList<SelectItem> items)
    {
        var texts = new List<string>();
        List<(string, string?)>? columns = [];
        var position = 0;
        var isNumbered = true;
        foreach (var item in items)
        {
            if (item.IsStar)
            {
                texts.Add(WriteStar(item));
                var expanded = ExpandStar(item);
                columns = expanded is null || columns is null ? null : [.. columns, .. expanded];
                isNumbered &= expanded is not null;
                position += expanded?.Count ?? 0;
                continue;
            }

            var value = Write(item.Value!);
            var name = item.Alias?.Text ?? item.Value switch
            {
                Name column => column.Identifier.Text,
                Dereference field => field.Field.Text,
                _ => isNumbered ? string.Create(CultureInfo.InvariantCulture, $"_col{position}") : UnnumberedColumn,
            };
            // A column under its own name needs no alias, and with one the engine would explain a missing column by the alias.
            var isItself = item.Alias is null && value.Sql.EndsWith(SqlText.Identifier(name), StringComparison.Ordinal);
            texts.Add(isItself ? value.Sql : $"{value.Sql} AS {SqlText.Identifier(name)}");
            columns?.Add((name, value.Type));
            position++;
        }

        return (Join(texts), columns);
    }

    private string WriteStar(SelectItem item)
    {
        if (item.Value is null)
        {
            return scope.Relations.Count == 0 ? throw Invalid(0, "SELECT * not allowed in queries without FROM clause") : "*";
        }

        return item.StarColumns.Count > 0
            ? throw NotSupported(item.StarColumns[0].Offset, "Column aliases behind .* are not available here; list the columns.")
            : item.Value switch
            {
                Name { Identifier: var alias } when scope.Relation(alias.Text) is { } relation => $"{Identifier(alias)}.*{(relation.Merged.Count == 0 ? "" : $" EXCLUDE ({Join(relation.Merged.Select(SqlText.Identifier))})")}",
                Dereference { Base: Name or Dereference } name => $"{Identifier(name.Field)}.*",
                var row => $"unnest({Write(row).Sql})",
            };
    }

    private List<(string, string?)>? ExpandStar(SelectItem item)
    {
        var relations = item.Value switch
        {
            null => scope.Relations,
            Name { Identifier: var alias } => [.. scope.Relations.Where(relation => alias.Text.Equals(relation.Alias, StringComparison.OrdinalIgnoreCase))],
            Dereference name => [.. scope.Relations.Where(relation => name.Field.Text.Equals(relation.Alias, StringComparison.OrdinalIgnoreCase))],
            _ => [],
        };
        return relations.Count == 0 || hasMergedColumns || relations.Any(relation => relation.Columns is null) ? null : [.. relations.SelectMany(relation => relation.Columns!)];
    }

    private string WriteGrouping(GroupingElement element)
    {
        if (element.Kind is null)
        {
            var set = element.Sets[0];
            return element.IsBare ? Write(set[0]).Sql : set.Count == 0 ? "()" : Join(set.Select(value => Write(value).Sql));
        }

        return $"{element.Kind} ({Join(element.Sets.Select(set => set.Count == 1 ? Write(set[0]).Sql : $"({Join(set.Select(value => Write(value).Sql))})"))})";
    }

    private string WriteOrder(IReadOnlyList<SortItem> order) => order.Count == 0 ? "" : " ORDER BY " + Join(order.Select(WriteSort));

    private string WriteSort(SortItem item) => $"{Write(item.Value).Sql} {(item.IsDescending ? "DESC" : "ASC")} NULLS {(item.NullsFirst == true ? "FIRST" : "LAST")}";

    private string WriteLimit(Query query) =>
        (query.Limit is null || query.WithTies ? "" : $" LIMIT {Write(query.Limit).Sql}") + (query.RowOffset is null ? "" : $" OFFSET {Write(query.RowOffset).Sql}");

    private string WriteWindow(Window window)
    {
        var parts = new List<string>();
        if (window.Base is { } name)
        {
            parts.Add(Identifier(name));
        }

        if (window.PartitionBy.Count > 0)
        {
            parts.Add("PARTITION BY " + Join(window.PartitionBy.Select(value => Write(value).Sql)));
        }

        if (window.OrderBy.Count > 0)
        {
            parts.Add(WriteOrder(window.OrderBy).Trim());
        }

        if (window.Frame is { } frame)
        {
            parts.Add(frame.End is null ? $"{frame.Unit} {WriteBound(frame.Start)}" : $"{frame.Unit} BETWEEN {WriteBound(frame.Start)} AND {WriteBound(frame.End)}");
        }

        return string.Join(' ', parts);
    }

    private string WriteBound(FrameBound bound) => bound.Distance is null ? bound.Text : $"{Write(bound.Distance).Sql} {bound.Text}";
}
