using System.Runtime.CompilerServices;

namespace Lakehouse.Delta.Engine;

/// <summary>Builds the index of one data file: counts the rows of each bucket, then puts each row where its bucket has room. Nothing is sorted or kept in memory but the counts.</summary>
internal sealed class KeyIndexBuilder(DuckDbEngine engine, Snapshot snapshot, IReadOnlyList<string> key, RowSlots slots)
{
    /// <summary>Most rows of a data file that can have an index: its row numbers have four bytes.</summary>
    public const long MaxRows = int.MaxValue;

    /// <summary>A hash of a key's columns, as DuckDB SQL.</summary>
    public static string Hash(IEnumerable<string> columns) => $"hash({string.Join(", ", columns)})";

    /// <summary>Writes the index of a data file, with its deleted rows: what is deleted changes, the file does not.</summary>
    /// <param name="file">The data file.</param>
    /// <param name="path">Where the index shall be; it gets this name when it is complete.</param>
    /// <param name="fits">Whether there is room for so many bytes.</param>
    /// <param name="cancellationToken">Stops it; nothing is left behind.</param>
    /// <returns>Rows and bytes; null when it would not fit.</returns>
    /// <exception cref="IOException">The disk is full or cannot be written.</exception>
    /// <exception cref="DeltaException">The data file cannot be read.</exception>
    public async Task<(long Rows, long Bytes)?> BuildAsync(AddFile file, string path, Func<long, bool> fits, CancellationToken cancellationToken)
    {
        var scan = await DeltaScan.PlanAsync(snapshot, [new NumberedFile(file with { DeletionVector = null }, 0)], withRowAddress: true, cancellationToken).ConfigureAwait(false);
        var rows = await engine.CountAsync($"SELECT count(*) FROM {scan.Sql}", cancellationToken).ConfigureAwait(false);
        var texts = snapshot.Schema.Fields.Where(field => slots.Slots.Any(slot => slot.IsText && slot.Column == field.Name))
            .Select(field => $"coalesce(sum({(field.Type == PrimitiveType.Binary ? "octet_length" : "strlen")}({Sql.Name(field.Name)})), 0)").ToList();
        var textBytes = texts.Count == 0 ? 0 : await engine.CountAsync($"SELECT CAST({string.Join(" + ", texts)} AS BIGINT) FROM {scan.Sql}", cancellationToken).ConfigureAwait(false);
        var bytes = KeyIndexFile.LengthOf(rows, textBytes, slots);
        if (rows > MaxRows || !fits(bytes))
        {
            return null;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var unfinished = $"{path}.{Guid.NewGuid():N}{CacheFolder.Unfinished}";
        try
        {
            await Task.Run(() => Write(scan, unfinished, rows, textBytes, cancellationToken), cancellationToken).ConfigureAwait(false);
            File.Move(unfinished, path, overwrite: true);
            return (rows, bytes);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private string KeyHash => Hash(key.Select(Sql.Name));

    private void Write(DeltaScan scan, string path, long rows, long textBytes, CancellationToken cancellationToken)
    {
        using var index = KeyIndexFile.Create(path, rows, textBytes, slots);
        var next = CountBuckets(scan, index, cancellationToken);
        Fill(scan, index, next, cancellationToken);
        index.Flush();
    }

    /// <returns>For each bucket the number of its next free entry.</returns>
    private unsafe int[] CountBuckets(DeltaScan scan, KeyIndexFile index, CancellationToken cancellationToken)
    {
        var buckets = index.Buckets;
        var next = new int[buckets];
        using var hashes = new NativeQuery(engine, $"SELECT {KeyHash} FROM {scan.Sql}", 1);
        while (hashes.NextChunk())
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var row = 0; row < hashes.Rows; row++)
            {
                next[KeyIndexFile.BucketOf(hashes.UInt64(0, row), buckets)]++;
            }
        }

        var first = 0;
        for (var bucket = 0; bucket < next.Length; bucket++)
        {
            index.FirstEntries[bucket] = first;
            (next[bucket], first) = (first, first + next[bucket]);
        }

        index.FirstEntries[buckets] = first;
        return next;
    }

    private unsafe void Fill(DeltaScan scan, KeyIndexFile index, int[] next, CancellationToken cancellationToken)
    {
        const int FirstColumn = 2;
        var (buckets, text) = (index.Buckets, 0L);
        using var rows = new NativeQuery(
            engine, $"SELECT {KeyHash}, {RowAddress.Row}, {string.Join(", ", slots.Slots.Select(slot => Sql.Name(slot.Column)))} FROM {scan.Sql}", FirstColumn + slots.Slots.Count);
        while (rows.NextChunk())
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var row = 0; row < rows.Rows; row++)
            {
                var hash = rows.UInt64(0, row);
                var entry = index.Entry(next[KeyIndexFile.BucketOf(hash, buckets)]++);
                Unsafe.WriteUnaligned(entry, hash);
                Unsafe.WriteUnaligned(entry + RowSlots.RowNumber, (int)rows.Int64(1, row)!.Value);
                for (var column = 0; column < slots.Slots.Count; column++)
                {
                    text = Put(rows, FirstColumn + column, row, index, entry, column, text);
                }
            }
        }
    }

    /// <returns>Where the next text goes.</returns>
    private unsafe long Put(NativeQuery rows, int from, int row, KeyIndexFile index, byte* entry, int column, long text)
    {
        const int BitsPerByte = 8;
        var slot = slots.Slots[column];
        if (rows.IsNull(from, row))
        {
            entry[RowSlots.Nulls + (column / BitsPerByte)] |= (byte)(1 << (column % BitsPerByte));
            return text;
        }

        if (!slot.IsText)
        {
            rows.Value(from, row, slot.Width).CopyTo(new Span<byte>(entry + slot.Place, slot.Width));
            return text;
        }

        var value = rows.Utf8(from, row);
        Unsafe.WriteUnaligned(entry + slot.Place, text);
        Unsafe.WriteUnaligned(entry + slot.Place + sizeof(long), value.Length);
        value.CopyTo(new Span<byte>(index.Texts + text, value.Length));
        return text + value.Length;
    }
}
