namespace Lakehouse.Delta.Engine;

/// <summary>Columns of a table by which its rows are looked up, and the columns of another relation that hold the wanted values.</summary>
/// <param name="Columns">Pairs of them, in one order for all who ask for the same columns, for an index depends on it.</param>
/// <param name="Slots">How indexes of the table keep rows.</param>
internal sealed record LookupKey(IReadOnlyList<(string Column, string Wanted)> Columns, RowSlots Slots)
{
    /// <summary>The table's columns.</summary>
    public IReadOnlyList<string> Names => [.. Columns.Select(pair => pair.Column)];

    /// <summary>A hash of the wanted values that is that of the rows which have them.</summary>
    public string WantedHash(string relation) => KeyIndexBuilder.Hash(Columns.Select(pair => $"{relation}.{Sql.Name(pair.Wanted)}"));

    /// <param name="snapshot">The table.</param>
    /// <param name="wanted">Columns of the other relation.</param>
    /// <param name="columns">Pairs of a column of the table and of the other relation.</param>
    /// <returns>Null when an index cannot answer: it knows equal values of one type, and the table's plain columns.</returns>
    public static LookupKey? Of(Snapshot snapshot, StructType wanted, IEnumerable<(string Column, string Wanted)> columns)
    {
        var pairs = columns.Select(pair => (Column: snapshot.Schema.Find(pair.Column), Wanted: wanted.Find(pair.Wanted))).ToList();
        return RowIds.Columns(snapshot).Count == 0
            && pairs.TrueForAll(pair => pair is { Column: { } column, Wanted: { } other } && RowSlots.IsKey(column.Type) && other.Type == column.Type)
            && RowSlots.Of(snapshot.Schema) is { } slots
                ? new LookupKey([.. pairs.Select(pair => (pair.Column!.Name, pair.Wanted!.Name)).OrderBy(pair => pair.Item1, StringComparer.Ordinal)], slots)
                : null;
    }
}
