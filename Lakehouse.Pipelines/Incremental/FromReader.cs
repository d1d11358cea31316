using System.Collections.Immutable;
using System.Text.Json;

namespace Lakehouse.Pipelines.Incremental;

/// <summary>Follows columns through FROM: tables, subqueries and joins.</summary>
/// <param name="tables">The tables that the model may read, by <c>schema.name</c>.</param>
/// <param name="columnsOf">Columns of a table.</param>
internal sealed class FromReader(IReadOnlyDictionary<string, TableReference> tables, Func<TableReference, IReadOnlyList<ModelColumn>> columnsOf)
{
    private readonly List<TableReference> inputs = [];

    /// <summary>Every place where a table was read; the number of a place is its index.</summary>
    public IReadOnlyList<TableReference> Inputs => inputs;

    public Relation Read(JsonElement node, ImmutableDictionary<string, Func<Relation>> ctes, QueryReader queries)
    {
        if (node.Part("sample") is not null || node.Part("at_clause") is not null || node.List("column_name_alias").Count > 0)
        {
            throw new NotIncrementalException("it reads a table with TABLESAMPLE, AT or a list of column names");
        }

        return node.Text("type") switch
        {
            "BASE_TABLE" => ReadTable(node, ctes),
            "SUBQUERY" => queries.Read(node.Part("subquery")!.Value.Part("node")!.Value, ctes).As(node.Text("alias")),
            "JOIN" => ReadJoin(node, ctes, queries),
            "EMPTY" => Relation.Empty,
            var other => throw new NotIncrementalException($"it reads from {other}"),
        };
    }

    /// <summary>Adds what equalities in a condition, each of which holds for every row, pin down.</summary>
    public static Relation WithEqualities(Relation rows, JsonElement condition) => rows.WithEqual(Equalities(rows, condition));

    private static IEnumerable<(int Left, int Right)> Equalities(Relation rows, JsonElement condition) => condition.Conjuncts()
        .Where(conjunct => conjunct.Text("type") == "COMPARE_EQUAL")
        .Select(conjunct => (Left: Column(rows, conjunct, "left"), Right: Column(rows, conjunct, "right")))
        .Where(pair => pair is { Left: >= 0, Right: >= 0 });

    private static int Column(Relation rows, JsonElement comparison, string side) =>
        comparison.Part(side)?.ColumnName() is { } name ? rows.Find(name) : -1;

    private Relation ReadTable(JsonElement node, ImmutableDictionary<string, Func<Relation>> ctes)
    {
        var name = node.Text("table_name");
        var alias = node.Text("alias") is { Length: > 0 } given ? given : name;
        if (node.Text("schema_name").Length == 0 && ctes.FirstOrDefault(cte => string.Equals(cte.Key, name, StringComparison.OrdinalIgnoreCase)).Value is { } read)
        {
            return read().As(alias);
        }

        var table = tables[$"{node.Text("schema_name")}.{name}"];
        var place = inputs.Count;
        inputs.Add(table);
        return new Relation([.. columnsOf(table).Select(column => new RelationColumn(alias, column.Name, column.Type, [new Pin(place, column.Name)]))], [place], []);
    }

    private Relation ReadJoin(JsonElement node, ImmutableDictionary<string, Func<Relation>> ctes, QueryReader queries)
    {
        var type = node.Text("join_type");
        if (type is not ("INNER" or "LEFT") || node.Text("ref_type") is not ("REGULAR" or "CROSS"))
        {
            throw new NotIncrementalException($"it has a {node.Text("ref_type")} {type} join");
        }

        var left = Read(node.Part("left")!.Value, ctes, queries);
        var right = Read(node.Part("right")!.Value, ctes, queries);
        var shared = node.List("using_columns").Select(column => column.GetString()!).ToList();
        var pairs = shared.Select(column => (Left: left.Find([column]), Right: right.Find([column]))).ToList();
        if (pairs.Any(pair => pair.Left < 0 || pair.Right < 0))
        {
            throw new NotIncrementalException("it joins USING a column that is not one column on each side");
        }

        var merged = pairs.Select(pair => pair.Right).ToHashSet();
        var border = left.Columns.Count;
        var rows = new Relation(
            left.Columns.AddRange(right.Columns.Select((column, place) => column with { Merged = column.Merged || merged.Contains(place) })),
            left.Inputs.Union(right.Inputs),
            left.Equal);
        pairs = [.. pairs.Select(pair => (pair.Left, border + pair.Right))];
        if (node.Part("condition") is { } condition)
        {
            condition.CheckExpressions();
            pairs.AddRange(Equalities(rows, condition));
        }

        return type == "LEFT" ? LeftJoin(rows, border, pairs) : rows.WithEqual([.. right.Equal.Select(pair => (border + pair.Left, border + pair.Right)), .. pairs]);
    }

    /// <summary>
    /// A row with a.x = v depends on the rows of the right side with b.y = v: a.x pins what b.y pins, and only so. The other way round
    /// nothing holds: b's columns are NULL in rows that depend on there being no match at all, so they pin nothing any more.
    /// </summary>
    private static Relation LeftJoin(Relation rows, int border, List<(int Left, int Right)> pairs)
    {
        var columns = rows.Columns.ToBuilder();
        foreach (var (one, other) in pairs)
        {
            var (left, right) = one < other ? (one, other) : (other, one);
            if (left < border && right >= border && Relation.Comparable(rows.Columns[left].Type, rows.Columns[right].Type))
            {
                columns[left] = columns[left] with { Pins = columns[left].Pins.Union(rows.Columns[right].Pins) };
            }
        }

        for (var place = border; place < columns.Count; place++)
        {
            columns[place] = columns[place] with { Pins = [] };
        }

        return (rows with { Columns = columns.ToImmutable() }).WithEqual([]);
    }
}
