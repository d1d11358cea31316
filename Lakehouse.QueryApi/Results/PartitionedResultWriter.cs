using System.Buffers.Binary;
using System.Text;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Http;

namespace Lakehouse.QueryApi.Results;

/// <summary>
/// A file for each folder of partition values, all in one stream: pieces of <c>file number (int32, little-endian), length (int32), content</c>. The first
/// piece of a file is its folder (<c>year=2024/</c>), the others are its content. The partition columns are the last ones and not in the files.
/// </summary>
/// <param name="partitionedBy">The partition columns.</param>
/// <param name="create">Makes the writer of a file.</param>
internal sealed class PartitionedResultWriter(IReadOnlyList<string> partitionedBy, Func<ResultWriter> create) : ResultWriter
{
    /// <summary>Names this format between the service and its workers; the columns' names and the format of the files stand behind it.</summary>
    public const string MediaType = "application/vnd.lakehouse.partitioned;by=";

    /// <summary>Bytes before the content of a piece.</summary>
    public const int HeaderSize = 8;

    /// <summary>Athena's limit.</summary>
    private const int MaxFiles = 100;

    /// <summary>What all files together may keep in memory.</summary>
    private const long MaxHeld = 64 * 1024 * 1024;

    private readonly Dictionary<string, PartitionFile> byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PartitionFile> byFolder = new(StringComparer.Ordinal);
    private readonly Queue<PartitionFile> pending = new();
    private BlockBuffer target = null!;
    private ColumnVector[] keys = [];
    private PartitionKey key = null!;
    private SelectedRows rows = null!;

    public override void Begin(BlockBuffer target, ResultRows result)
    {
        var columns = result.Columns;
        var names = columns.Select(column => column.Name).ToList();
        if (partitionedBy.Where(name => !names.Contains(name, StringComparer.OrdinalIgnoreCase)).ToArray() is { Length: > 0 } missing)
        {
            throw Refused($"INVALID_TABLE_PROPERTY: Partition columns [{string.Join(", ", missing)}] not present in schema");
        }

        if (columns.Length == partitionedBy.Count)
        {
            throw Refused("INVALID_TABLE_PROPERTY: Table contains only partition columns");
        }

        if (!names.Skip(columns.Length - partitionedBy.Count).SequenceEqual(partitionedBy, StringComparer.OrdinalIgnoreCase))
        {
            throw Refused($"HIVE_COLUMN_ORDER_MISMATCH: Partition keys must be the last columns in the table and in the same order as the table properties: [{string.Join(", ", partitionedBy)}]");
        }

        this.target = target;
        keys = columns[^partitionedBy.Count..];
        Array.ForEach(keys, PartitionFolder.Check);
        key = new PartitionKey(keys);
        rows = new SelectedRows(result, columns.Length - keys.Length);
    }

    public override int Write(int from, int to)
    {
        if (from == 0)
        {
            Group(to);
        }

        var row = from;
        while (row < to && !target.IsFull)
        {
            var file = pending.Peek();
            rows.Select(file.Rows);
            row += file.Write();
            Move(file);
            if (file.IsDone)
            {
                file.Clear();
                pending.Dequeue();
            }

            Relieve();
        }

        return row;
    }

    public override void End(ResultSummary summary)
    {
        foreach (var file in byFolder.Values)
        {
            file.Writer.End(summary);
            Move(file);
        }
    }

    public override void Dispose()
    {
        foreach (var file in byFolder.Values)
        {
            file.Dispose();
        }
    }

    /// <summary>Gives the rows of a new chunk to their files.</summary>
    private void Group(int count)
    {
        rows.Renew(count);
        var known = byKey.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var row = 0; row < count; row++)
        {
            var values = key.Of(row);
            if (!known.TryGetValue(values, out var file))
            {
                known[values] = file = Open(PartitionFolder.Of(keys, row));
            }

            if (file.Rows.Count == 0)
            {
                pending.Enqueue(file);
            }

            file.Rows.Add(row);
        }
    }

    private PartitionFile Open(string folder)
    {
        if (byFolder.TryGetValue(folder, out var known))
        {
            return known;
        }

        if (byFolder.Count == MaxFiles)
        {
            throw Refused($"HIVE_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of {MaxFiles} open writers for partitions/buckets");
        }

        var file = new PartitionFile(byFolder.Count, create());
        byFolder[folder] = file;
        WritePiece(file.Number, Encoding.UTF8.GetBytes(folder));
        file.Writer.IsOneOfMany = true;
        file.Writer.Begin(file.Buffer, rows);
        return file;
    }

    private void Move(PartitionFile file)
    {
        if (!file.Buffer.Written.IsEmpty)
        {
            WritePiece(file.Number, file.Buffer.Written);
            file.Buffer.Clear();
        }
    }

    private void WritePiece(int number, ReadOnlySpan<byte> content)
    {
        var piece = target.GetSpan(HeaderSize + content.Length);
        BinaryPrimitives.WriteInt32LittleEndian(piece, number);
        BinaryPrimitives.WriteInt32LittleEndian(piece[sizeof(int)..], content.Length);
        content.CopyTo(piece[HeaderSize..]);
        target.Advance(HeaderSize + content.Length);
    }

    /// <summary>Where the files keep too much together, the largest writes what it has.</summary>
    private void Relieve()
    {
        while (byFolder.Values.Sum(file => file.Writer.Held) > MaxHeld)
        {
            var largest = byFolder.Values.MaxBy(file => file.Writer.Held)!;
            largest.Writer.Release();
            Move(largest);
        }
    }

    private static QueryException Refused(string message) => new(Problem.QueryFailed, message);
}
