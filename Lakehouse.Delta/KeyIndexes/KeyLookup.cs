namespace Lakehouse.Delta.Engine;

/// <summary>Finds table rows through the indexes of their files, where there are some.</summary>
internal sealed class KeyLookup : IDisposable
{
    private readonly Snapshot snapshot;
    private readonly LookupKey key;
    private readonly IReadOnlyList<(NumberedFile File, KeyIndexFile Index)> indexed;
    private readonly string found = $"__key_found_{Guid.NewGuid():N}";

    private KeyLookup(Snapshot snapshot, LookupKey key, IReadOnlyList<(NumberedFile File, KeyIndexFile Index)> indexed) => (this.snapshot, this.key, this.indexed) = (snapshot, key, indexed);

    /// <summary>The files that have no index.</summary>
    public NumberedFile[] Unindexed => [.. NumberedFile.All(snapshot).Where(file => indexed.All(other => other.File.Number != file.Number))];

    /// <summary>Rows of the files that have one.</summary>
    public long Rows => indexed.Sum(file => file.Index.Rows);

    /// <summary>Drops the rows that were found.</summary>
    public string DropTable => $"DROP TABLE IF EXISTS {found};";

    /// <summary>Opens the indexes by a key.</summary>
    /// <returns>Null when there is none.</returns>
    public static KeyLookup? TryOpen(KeyIndexes indexes, Snapshot snapshot, LookupKey key)
    {
        var indexed = NumberedFile.All(snapshot).Select(file => (file, index: indexes.TryOpen(snapshot, file.File, key.Names, key.Slots))).Where(file => file.index is not null).Select(file => (file.file, file.index!)).ToList();
        return indexed.Count == 0 ? null : new KeyLookup(snapshot, key, indexed);
    }

    /// <summary>Finds the rows of the indexed files that may have wanted values: all that have, and now and then one more.</summary>
    /// <param name="engine">Gets them, in a temporary table.</param>
    /// <param name="wanted">A relation of the wanted values.</param>
    /// <param name="most">With more rows than this it gives up.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>A relation of them with row addresses, like that of a scan; null when there are too many.</returns>
    public async Task<string?> FindAsync(DuckDbEngine engine, string wanted, long most, CancellationToken cancellationToken)
    {
        var deleted = new DeletionVector?[indexed.Count];
        for (var i = 0; i < deleted.Length; i++)
        {
            deleted[i] = indexed[i].File.File.DeletionVector is { } vector ? await DeletionVectorReader.ReadAsync(snapshot, vector, cancellationToken).ConfigureAwait(false) : null;
        }

        var hashes = await Task.Run(() => Hashes(engine, wanted, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (await Task.Run(() => Find(hashes, deleted, most, cancellationToken), cancellationToken).ConfigureAwait(false) is not { } entries)
        {
            return null;
        }

        await engine.ExecuteAsync($"CREATE TEMP TABLE {found} AS SELECT * FROM {EmptyScan.Sql(snapshot.Schema, withRowAddress: true)}", cancellationToken).ConfigureAwait(false);
        using var rows = FoundRows.Into(engine, found, key.Slots);
        await Task.Run(() => Copy(entries, rows), cancellationToken).ConfigureAwait(false);
        return $"(SELECT * FROM {found})";
    }

    public void Dispose()
    {
        foreach (var (_, index) in indexed)
        {
            index.Dispose();
        }
    }

    private List<ulong> Hashes(DuckDbEngine engine, string wanted, CancellationToken cancellationToken)
    {
        var hashes = new List<ulong>();
        using var query = new NativeQuery(engine, $"SELECT DISTINCT {key.WantedHash("wanted")} FROM {wanted} AS wanted", 1);
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

    /// <returns>Places of indexes and their entries; null when there are too many.</returns>
    private List<(int Index, nint Entry)>? Find(List<ulong> hashes, DeletionVector?[] deleted, long most, CancellationToken cancellationToken)
    {
        var found = new List<(int, nint)>();
        for (var i = 0; i < indexed.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var hash in hashes)
            {
                foreach (var entry in indexed[i].Index.Find(hash))
                {
                    if (deleted[i]?.Contains(FoundRows.RowNumber(entry)) != true)
                    {
                        found.Add((i, entry));
                    }
                }

                if (found.Count > most)
                {
                    return null;
                }
            }
        }

        return found;
    }

    private void Copy(List<(int Index, nint Entry)> entries, FoundRows rows)
    {
        foreach (var (index, entry) in entries)
        {
            rows.Add(indexed[index].Index, entry, indexed[index].File.Number);
        }

        rows.Complete();
    }
}
