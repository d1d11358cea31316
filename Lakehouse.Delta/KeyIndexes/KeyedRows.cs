namespace Lakehouse.Delta.Engine;

/// <summary>The rows of a table that have given values, found through indexes instead of by reading the table.</summary>
public static class KeyedRows
{
    /// <summary>Puts them into a temporary table with the table's columns. NULL is a value like another.</summary>
    /// <remarks>
    /// Large files without an index are noted for <see cref="KeyIndexes.BuildAsync"/> where it would pay: where few of their rows have wanted values.
    /// To find that out the columns of the key are read, once for each file.
    /// </remarks>
    /// <param name="engine">Gets the temporary table.</param>
    /// <param name="indexes">The indexes.</param>
    /// <param name="table">The table.</param>
    /// <param name="snapshot">Its version.</param>
    /// <param name="key">Columns of the table, each with the column of <paramref name="wanted"/> that it has to equal.</param>
    /// <param name="wanted">A relation of the wanted values.</param>
    /// <param name="name">Name of the temporary table.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>False, without a temporary table, where to read the table is as good: no file has an index, or too many rows have wanted values.</returns>
    /// <exception cref="DeltaException">The table cannot be read.</exception>
    public static async Task<bool> TryLoadAsync(
        DuckDbEngine engine, KeyIndexes indexes, DeltaTable table, Snapshot snapshot, IReadOnlyList<(string Column, string Wanted)> key, string wanted, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(indexes);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(snapshot);
        if (!indexes.MayHave(snapshot) || LookupKey.Of(snapshot, await engine.DescribeAsync($"SELECT * FROM {wanted}", cancellationToken).ConfigureAwait(false), key) is not { } columns)
        {
            return false;
        }

        using var lookup = KeyLookup.TryOpen(indexes, snapshot, columns);
        var unindexed = lookup?.Unindexed ?? NumberedFile.All(snapshot);
        var isWanted = $"EXISTS (SELECT 1 FROM {wanted} AS wanted WHERE {string.Join(" AND ", key.Select(pair => $"wanted.{Sql.Name(pair.Wanted)} IS NOT DISTINCT FROM data.{Sql.Name(pair.Column)}"))})";
        await NoteAsync(engine, indexes, table, snapshot, columns, unindexed, isWanted, cancellationToken).ConfigureAwait(false);
        if (lookup is null || await lookup.FindAsync(engine, wanted, indexes.Few(lookup.Rows), cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return false;
        }

        try
        {
            var scan = await DeltaScan.PlanAsync(snapshot, unindexed, withRowAddress: false, cancellationToken).ConfigureAwait(false);
            var names = string.Join(", ", snapshot.Schema.Fields.Select(field => Sql.Name(field.Name)));
            await engine.ExecuteAsync(
                $"CREATE TEMP TABLE {name} AS SELECT {names} FROM {found} AS data WHERE {isWanted}{(unindexed.Length == 0 ? "" : $" UNION ALL SELECT {names} FROM {scan.Where("data", isWanted)}")}",
                cancellationToken).ConfigureAwait(false);
            return true;
        }
        finally
        {
            await engine.ExecuteAsync(lookup.DropTable, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static async Task NoteAsync(
        DuckDbEngine engine, KeyIndexes indexes, DeltaTable table, Snapshot snapshot, LookupKey key, IEnumerable<NumberedFile> unindexed, string isWanted, CancellationToken cancellationToken)
    {
        var unknown = indexes.Unknown(snapshot, unindexed.Select(file => file.File), key.Names);
        if (unknown.Count > 0)
        {
            var scan = await DeltaScan.PlanAsync(snapshot, unknown, cancellationToken).ConfigureAwait(false);
            indexes.Miss(table, snapshot, unknown, key.Names, await engine.CountAsync($"SELECT count(*) FROM {scan.Where("data", isWanted)} AS data", cancellationToken).ConfigureAwait(false));
        }
    }
}
