namespace Lakehouse.Delta.Engine;

/// <summary>Finds table rows for one merge: through indexes where there are some, and by a scan of the other files.</summary>
internal sealed class KeyLookup : IDisposable
{
    private readonly Snapshot snapshot;
    private readonly RowSlots slots;
    private readonly IReadOnlyList<(NumberedFile File, KeyIndexFile Index)> indexed;
    private readonly string found = $"__merge_found_{Guid.NewGuid():N}";
    private readonly IReadOnlyList<string> key;

    private KeyLookup(Snapshot snapshot, RowSlots slots, IReadOnlyList<string> key, IReadOnlyList<(NumberedFile File, KeyIndexFile Index)> indexed) =>
        (this.snapshot, this.slots, this.key, this.indexed) = (snapshot, slots, key, indexed);

    /// <summary>The files that have no index.</summary>
    public NumberedFile[] Unindexed => [.. NumberedFile.All(snapshot).Where(file => indexed.All(other => other.File.Number != file.Number))];

    /// <summary>Drops the rows that were found.</summary>
    public string DropTable => $"DROP TABLE IF EXISTS {found};";

    /// <summary>Opens the indexes that a merge can use.</summary>
    /// <returns>Null when there is none, or when an index cannot answer: it knows equal keys of one type, and the table's plain columns.</returns>
    public static KeyLookup? TryOpen(Snapshot snapshot, StructType source, MergeSpec spec)
    {
        if (spec.Indexes is not { } indexes || Slots(snapshot, source, spec) is not { } slots)
        {
            return null;
        }

        var key = Key(snapshot, spec);
        var indexed = NumberedFile.All(snapshot).Select(file => (file, index: indexes.TryOpen(snapshot, file.File, key, slots))).Where(file => file.index is not null).Select(file => (file.file, file.index!)).ToList();
        return indexed.Count == 0 ? null : new KeyLookup(snapshot, slots, key, indexed);
    }

    /// <summary>Notes the files that a merge had to read.</summary>
    public static void Miss(DeltaTable table, Snapshot snapshot, StructType source, MergeSpec spec, IEnumerable<NumberedFile> files, long changedRows)
    {
        if (spec.Indexes is { } indexes && Slots(snapshot, source, spec) is not null)
        {
            indexes.Miss(table, snapshot, files.Select(file => file.File), Key(snapshot, spec), changedRows);
        }
    }

    /// <summary>Finds the rows of the indexed files whose keys may be those of source rows: all that are, and now and then one more.</summary>
    /// <param name="engine">Gets them, in a temporary table.</param>
    /// <param name="source">The source rows.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>A relation of them with row addresses, like that of a scan.</returns>
    public async Task<string> FindAsync(DuckDbEngine engine, string source, CancellationToken cancellationToken)
    {
        var deleted = new DeletionVector?[indexed.Count];
        for (var i = 0; i < deleted.Length; i++)
        {
            deleted[i] = indexed[i].File.File.DeletionVector is { } vector ? await DeletionVectorReader.ReadAsync(snapshot, vector, cancellationToken).ConfigureAwait(false) : null;
        }

        var hashes = await Task.Run(() => Hashes(engine, source, cancellationToken), cancellationToken).ConfigureAwait(false);
        await engine.ExecuteAsync($"CREATE TEMP TABLE {found} AS SELECT * FROM {EmptyScan.Sql(snapshot.Schema, withRowAddress: true)}", cancellationToken).ConfigureAwait(false);
        using var rows = FoundRows.Into(engine, found, slots);
        await Task.Run(() => Find(hashes, deleted, rows, cancellationToken), cancellationToken).ConfigureAwait(false);
        return $"(SELECT * FROM {found})";
    }

    public void Dispose()
    {
        foreach (var (_, index) in indexed)
        {
            index.Dispose();
        }
    }

    private static RowSlots? Slots(Snapshot snapshot, StructType source, MergeSpec spec) =>
        spec is { On: null, NullKeysMatch: false, WithSchemaEvolution: false, WhenNotMatchedBySource.Count: 0 }
        && RowIds.Columns(snapshot).Count == 0
        && spec.Key.All(column => snapshot.Schema.Find(column) is { } target && RowSlots.IsKey(target.Type) && source.Find(column)?.Type == target.Type)
            ? RowSlots.Of(snapshot.Schema)
            : null;

    /// <summary>The key as the table spells it, in one order for all merges.</summary>
    private static IReadOnlyList<string> Key(Snapshot snapshot, MergeSpec spec) => [.. spec.Key.Select(column => snapshot.Schema.Find(column)!.Name).Order(StringComparer.Ordinal)];

    private List<ulong> Hashes(DuckDbEngine engine, string source, CancellationToken cancellationToken)
    {
        var hashes = new List<ulong>();
        var columns = key.Select(column => $"source.{Sql.Name(column)}");
        using var query = new NativeQuery(engine, $"SELECT DISTINCT {KeyIndexBuilder.Hash(columns)} FROM {source} AS source", 1);
        while (query.NextChunk())
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var row = 0; row < query.Rows; row++)
            {
                hashes.Add(query.UInt64(0, row));
            }
        }

        hashes.Sort(); // neighbours lie in neighbouring pages
        return hashes;
    }

    private void Find(List<ulong> hashes, DeletionVector?[] deleted, FoundRows rows, CancellationToken cancellationToken)
    {
        for (var i = 0; i < indexed.Count; i++)
        {
            var (file, index) = indexed[i];
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var hash in hashes)
            {
                foreach (var entry in index.Find(hash))
                {
                    if (deleted[i]?.Contains(FoundRows.RowNumber(entry)) != true)
                    {
                        rows.Add(index, entry, file.Number);
                    }
                }
            }
        }

        rows.Complete();
    }
}
