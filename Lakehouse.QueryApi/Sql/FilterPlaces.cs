namespace Lakehouse.QueryApi.Sql;

/// <summary>What is known, at the end of a statement, of the places in which it names tables: each table's condition is that of any of its places.</summary>
internal sealed class FilterPlaces
{
    private readonly Dictionary<string, List<int?>> places = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<int, TableFilter> own = [];
    private readonly Dictionary<int, int> references = [];
    private readonly Dictionary<int, List<TableFilter>> fromOutside = [];

    /// <summary>The conditions, one for each table that has one.</summary>
    public IReadOnlyList<TableFilter> Filters =>
        [.. places.Select(table => (Table: table.Key, Filters: table.Value.Select(Filter).ToArray()))
            .Where(table => table.Filters.All(filter => filter is not null))
            .Select(table => TableFilter.Join(table.Table, table.Filters!, " OR "))];

    /// <summary>The statement names a table.</summary>
    public void Add(string table, int? position)
    {
        places.TryAdd(table, []);
        places[table].Add(position);
    }

    /// <summary>The rows at a place fulfil a condition of the SELECT around it.</summary>
    public void Know(int position, TableFilter filter) => own[position] = filter;

    /// <summary>A SELECT of one table is named, or stands in FROM.</summary>
    public void Refer(TransparentSelect select) => references[select.Position] = references.GetValueOrDefault(select.Position) + 1;

    /// <summary>One of those who refer to the SELECT asks for rows with a condition only.</summary>
    public void KnowFromOutside(TransparentSelect select, TableFilter filter)
    {
        fromOutside.TryAdd(select.Position, []);
        fromOutside[select.Position].Add(filter);
    }

    private TableFilter? Filter(int? place)
    {
        if (place is not { } position)
        {
            return null;
        }

        var parts = new List<TableFilter>();
        if (own.TryGetValue(position, out var filter))
        {
            parts.Add(filter);
        }

        // Somebody who asks for all rows makes the others' conditions worthless.
        if (fromOutside.TryGetValue(position, out var asked) && asked.Count == references.GetValueOrDefault(position))
        {
            parts.Add(TableFilter.Join(asked[0].Table, asked, " OR "));
        }

        return parts.Count == 0 ? null : TableFilter.Join(parts[0].Table, parts, " AND ");
    }
}
