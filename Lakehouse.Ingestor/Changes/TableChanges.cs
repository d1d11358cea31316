using System.Diagnostics;
using System.Text.Unicode;
using Lakehouse.Ingestor.Raw;
using Lakehouse.Ingestor.Status;
using NpgsqlTypes;

namespace Lakehouse.Ingestor.Changes;

/// <summary>Collects one table's changes into its current file.</summary>
internal sealed class TableChanges : IDisposable
{
    private const byte Insert = (byte)'I', Update = (byte)'U', Delete = (byte)'D', Truncate = (byte)'T';

    private readonly LoadOptions options;
    private readonly bool checkText;
    private readonly int[] keyColumns;
    private readonly int[] keep;
    private readonly ChangeRows rows;
    private ChangeFile? file;

    /// <param name="table">The table.</param>
    /// <param name="schema">Its columns.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="checkText">Values may be no UTF-8.</param>
    public TableChanges(CapturedTable table, RawSchema schema, LoadOptions options, bool checkText)
    {
        Table = table;
        Schema = schema;
        this.options = options;
        this.checkText = checkText;
        rows = new ChangeRows(schema);
        keep = new int[schema.Columns.Count];
        keyColumns = [.. table.Key.Select(key => schema.Columns.ToList().FindIndex(column => column.Name == key)).Where(index => index >= 0)];
    }

    public CapturedTable Table { get; }

    public RawSchema Schema { get; }

    /// <summary>There are changes that no published file has.</summary>
    public bool HasChanges => rows.Count > 0 || file is not null;

    /// <summary>Bytes of what is not written into a file yet.</summary>
    public long BufferedBytes => rows.Bytes;

    /// <summary>So much is buffered that it must be written, also in the middle of a transaction.</summary>
    public bool IsFull => rows.Count >= options.RowGroupRows || rows.Bytes >= options.RowGroupBytes || rows.Count + (file?.Rows ?? 0) >= options.FileRows;

    public void AppendInsert(ReadOnlySpan<byte> message, RowImage row, TransactionPosition position) => Append(Insert, message, row, old: null, position.First, position.CommitTime);

    /// <summary>The old row, or of it what the replica identity has: the key.</summary>
    public void AppendDelete(ReadOnlySpan<byte> message, RowImage old, TransactionPosition position) => Append(Delete, message, old, old: null, position.First, position.CommitTime);

    /// <param name="message">The message.</param>
    /// <param name="row">The new row.</param>
    /// <param name="old">The old one, or its key alone, or null where the key stayed as it was.</param>
    /// <param name="whole">The old row is whole (replica identity full).</param>
    /// <param name="position">The message's place.</param>
    public void AppendUpdate(ReadOnlySpan<byte> message, RowImage row, RowImage? old, bool whole, TransactionPosition position)
    {
        var values = whole ? old : null; // what was not sent with the new row, it has
        if (old is not null && KeyDiffers(message, row, old, whole))
        {
            Append(Delete, message, old, old: null, position.First, position.CommitTime);
            Append(Insert, message, row, values, position.Second, position.CommitTime);
        }
        else
        {
            Append(Update, message, row, values, position.First, position.CommitTime);
        }
    }

    /// <summary>A truncation begins a file of its own.</summary>
    public async Task AppendTruncateAsync(TransactionPosition position, CancellationToken cancellationToken)
    {
        await PublishAsync(cancellationToken);
        foreach (var column in rows.Columns)
        {
            column.AppendNull();
        }

        rows.Add(Truncate, position.CommitTime, position.First, []);
    }

    /// <summary>Writes what is buffered into the file; a file that is large enough is published.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        Write();
        if (file is not null && (file.Bytes >= options.FileBytes || file.Rows >= options.FileRows))
        {
            await PublishAsync(cancellationToken);
        }
    }

    /// <summary>Publishes all changes so far, durably.</summary>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        Write();
        if (file is not null)
        {
            using var span = IngestorMetrics.StartPublication(Table.Progress.Tags, Activity.Current?.Context ?? default);
            var published = await Table.Files.PublishChangesAsync(file, cancellationToken);
            Table.Progress.PublishedChanges(published);
            span?.Describe(published, new NpgsqlLogSequenceNumber(file.Last.Lsn).ToString());
            file.Dispose();
            file = null;
        }
    }

    public void Dispose()
    {
        file?.Dispose();
        file = null;
    }

    private void Write()
    {
        if (rows.Count == 0)
        {
            return;
        }

        file ??= ChangeFile.Create(Table.Store, Schema, rows, options.Compression);
        file.Write(rows);
        Table.Progress.Captured(rows.Count, rows.Bytes, rows.TakeAdjusted());
        rows.Clear();
    }

    private void Append(byte operation, ReadOnlySpan<byte> message, RowImage row, RowImage? old, ChangeSequence sequence, long time)
    {
        if (row.Count != rows.Columns.Length)
        {
            throw new InvalidDataException($"A change of {Table.Name} has {row.Count} columns instead of {rows.Columns.Length}.");
        }

        var kept = 0;
        for (var i = 0; i < row.Count; i++)
        {
            var image = row.Kind(i) == RowImage.Unchanged && old is not null ? old : row;
            if (image.Kind(i) == RowImage.Text)
            {
                var value = image.Value(message, i);
                if (value.Length > options.MaxValueBytes)
                {
                    throw new InvalidDataException($"a value of column {Schema.Columns[i].Name} has {value.Length:N0} bytes, but Ingestor:MaxValueBytes is {options.MaxValueBytes:N0}. Raise it, or leave the table out with Source:Exclude");
                }

                if (checkText && !Utf8.IsValid(value))
                {
                    throw new InvalidDataException($"a value of column {Schema.Columns[i].Name} is no UTF-8, and in a database with the encoding SQL_ASCII nobody knows what it is. Correct the value, or leave the table out with Source:Exclude");
                }

                rows.Columns[i].AppendText(value);
                rows.Bytes += value.Length + sizeof(int);
                continue;
            }

            rows.Columns[i].AppendNull();
            rows.Bytes += sizeof(int);
            if (image.Kind(i) == RowImage.Unchanged)
            {
                keep[kept++] = i;
            }
        }

        rows.Add(operation, time, sequence, keep.AsSpan(0, kept));
    }

    /// <summary>
    /// An old row that is only the key has NULL elsewhere. A whole one is compared in the primary key; a table without one is matched by whole
    /// rows, so that its update is always a deletion and an insertion.
    /// </summary>
    private bool KeyDiffers(ReadOnlySpan<byte> message, RowImage row, RowImage old, bool whole)
    {
        if (whole)
        {
            return keyColumns.Length == 0 || DiffersIn(keyColumns, message, row, old);
        }

        for (var i = 0; i < old.Count; i++)
        {
            if (old.Kind(i) != RowImage.Null && !row.Same(old, message, i))
            {
                return true;
            }
        }

        return false;
    }

    private static bool DiffersIn(int[] columns, ReadOnlySpan<byte> message, RowImage row, RowImage old)
    {
        foreach (var column in columns)
        {
            if (!row.Same(old, message, column))
            {
                return true;
            }
        }

        return false;
    }
}
