using System.Diagnostics;
using Lakehouse.Ingestor.Raw;
using Lakehouse.Ingestor.Source;
using NpgsqlTypes;

namespace Lakehouse.Ingestor.Changes;

/// <summary>Takes the messages of committed transactions apart and gives each change to its table.</summary>
/// <remarks><c>R</c>elation, <c>I</c>nsert, <c>U</c>pdate, <c>D</c>elete, <c>T</c>runcate; types are of no concern here.</remarks>
internal sealed class ChangeRouter(IReadOnlyList<CapturedTable> tables, TypeCatalog types, SchemaReports reports, ChangeFailures failures, LoadOptions options, bool checkText) : IDisposable
{
    private const byte KeyOfOldRow = (byte)'K', OldRow = (byte)'O', NewRow = (byte)'N';

    /// <summary>Files that are flushed, or sent to S3, side by side.</summary>
    private const int PublishedAtOnce = 8;

    private readonly Dictionary<TableName, CapturedTable> captured = tables.ToDictionary(table => table.Name);
    private readonly Dictionary<uint, TableChanges?> relations = [];
    private readonly HashSet<TableChanges> waiting = [];
    private readonly RowImage row = new();
    private readonly RowImage old = new();
    private TransactionPosition position;
    private long buffered;
    private bool skip;

    /// <summary>Tables that are captured.</summary>
    public int Count => captured.Count;

    /// <summary>Between Begin and Commit.</summary>
    public bool InTransaction { get; private set; }

    /// <summary>There are changes that no published file has.</summary>
    public bool HasChanges => waiting.Count > 0;

    /// <summary>When the oldest of them came, as a <see cref="Stopwatch"/>'s timestamp.</summary>
    public long FirstChange { get; private set; }

    /// <summary>End of the last whole transaction.</summary>
    public NpgsqlLogSequenceNumber LastCommitEnd { get; private set; }

    /// <summary>A transaction begins whose commit record lies there.</summary>
    public void Begin(ulong commitLsn, long commitTime)
    {
        position = new TransactionPosition(commitLsn, commitTime, 0);
        (InTransaction, skip) = (true, false);
    }

    /// <summary>The rest of the transaction is left out, where so wanted.</summary>
    public void SkipTransaction(bool wanted) => skip = wanted && InTransaction;

    /// <summary>The transaction is complete.</summary>
    public void Commit(ulong end)
    {
        LastCommitEnd = new NpgsqlLogSequenceNumber(end);
        InTransaction = false;
    }

    public ValueTask HandleAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => message.Span[0] switch
    {
        (byte)'R' => new ValueTask(DescribeAsync(Relation.Read(message.Span), cancellationToken)),
        (byte)'I' or (byte)'U' or (byte)'D' => skip ? ValueTask.CompletedTask : ChangeAsync(message.Span, cancellationToken),
        (byte)'T' => skip ? ValueTask.CompletedTask : new ValueTask(TruncateAsync(message, cancellationToken)),
        _ => ValueTask.CompletedTask,
    };

    /// <summary>Sets the table with that oid aside, if it is captured; its changes are counted and otherwise passed by.</summary>
    public Task SetAsideAsync(uint oid, string reason, CancellationToken cancellationToken) =>
        captured.Values.FirstOrDefault(table => table.Oid == oid) is { } table && !failures.Has(table)
            ? SetAsideAsync(table, reason, cancellationToken)
            : Task.CompletedTask;

    /// <summary>Publishes the changes of all tables, durably.</summary>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        await Parallel.ForEachAsync(waiting, new ParallelOptions { MaxDegreeOfParallelism = PublishedAtOnce, CancellationToken = cancellationToken }, async (table, token) => await table.PublishAsync(token));
        waiting.Clear();
        buffered = 0;
    }

    public void Dispose()
    {
        foreach (var table in relations.Values)
        {
            table?.Dispose();
        }
    }

    /// <summary>New columns end the table's file: a file has one schema.</summary>
    private async Task DescribeAsync(Relation relation, CancellationToken cancellationToken)
    {
        var before = relations.GetValueOrDefault(relation.Oid);
        if (!captured.TryGetValue(relation.Name, out var table) || table.Oid != relation.Oid)
        {
            // Not loaded yet, renamed, or made anew: what it has now comes with its own load.
            await PublishAsync(before, cancellationToken);
            relations[relation.Oid] = null;
            return;
        }

        var schema = new RawSchema(await types.ResolveAsync(relation, cancellationToken));
        if (before is null || before.Table != table || !before.Schema.Same(schema))
        {
            await PublishAsync(before, cancellationToken);
            before?.Dispose();
            relations[relation.Oid] = new TableChanges(table, schema, options, checkText);
            table.Progress.Columns(schema.Columns);
            if (!table.Has(position.First))
            {
                await reports.CompareAsync(table, schema.Columns, cancellationToken);
            }
        }
    }

    private async Task PublishAsync(TableChanges? table, CancellationToken cancellationToken)
    {
        if (table is not null && waiting.Contains(table))
        {
            Forget(table);
            await table.PublishAsync(cancellationToken);
        }
    }

    /// <summary>A table has a row group together, or all tables together have too much in memory: then it is the largest that goes.</summary>
    private async Task WriteAsync(TableChanges full, CancellationToken cancellationToken)
    {
        var table = full.IsFull ? full : waiting.MaxBy(item => item.BufferedBytes)!;
        buffered -= table.BufferedBytes;
        await table.WriteAsync(cancellationToken);
    }

    private ValueTask ChangeAsync(ReadOnlySpan<byte> message, CancellationToken cancellationToken)
    {
        var place = position;
        position = position.Next;
        var reader = new PgOutputReader(message);
        reader.Skip(1);
        if (relations.GetValueOrDefault(reader.ReadUInt32()) is not { } table || table.Table.Has(place.First) || failures.Has(table.Table))
        {
            return ValueTask.CompletedTask;
        }

        var before = table.BufferedBytes;
        try
        {
            Append(table, message, ref reader, place);
        }
        catch (Exception error) when (error is FormatException or OverflowException or InvalidDataException)
        {
            return new ValueTask(SetAsideAsync(table.Table, error.Message, cancellationToken));
        }

        Wait(table);
        buffered += table.BufferedBytes - before;
        return table.IsFull || buffered > options.ChangeBufferBytes ? new ValueTask(WriteAsync(table, cancellationToken)) : ValueTask.CompletedTask;
    }

    /// <summary>
    /// <c>I</c> oid <c>N</c> row; <c>U</c> oid [<c>K</c> key or <c>O</c> old row] <c>N</c> row; <c>D</c> oid <c>K</c> key or <c>O</c> old row.
    /// </summary>
    private void Append(TableChanges table, ReadOnlySpan<byte> message, ref PgOutputReader reader, TransactionPosition place)
    {
        var kind = reader.ReadByte();
        var hasOld = kind is KeyOfOldRow or OldRow;
        if (hasOld)
        {
            old.Read(ref reader);
            if (message[0] == (byte)'D')
            {
                table.AppendDelete(message, old, place);
                return;
            }

            reader.Skip(1); // N
        }
        else if (kind != NewRow)
        {
            throw new InvalidDataException($"A change of {table.Table.Name} has a row of unknown kind '{(char)kind}'.");
        }

        row.Read(ref reader);
        if (message[0] == (byte)'I')
        {
            table.AppendInsert(message, row, place);
        }
        else
        {
            table.AppendUpdate(message, row, hasOld ? old : null, whole: kind == OldRow, place);
        }
    }

    /// <summary><c>T</c>, count of relations (32 bits), options (8), oids (32 each).</summary>
    private async Task TruncateAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        foreach (var oid in Oids(message.Span))
        {
            var place = position;
            position = position.Next;
            if (relations.GetValueOrDefault(oid) is { } table && !table.Table.Has(place.First) && !failures.Has(table.Table))
            {
                buffered -= table.BufferedBytes;
                await table.AppendTruncateAsync(place, cancellationToken);
                buffered += table.BufferedBytes;
                Wait(table);
            }
        }

        static uint[] Oids(ReadOnlySpan<byte> message)
        {
            var reader = new PgOutputReader(message);
            reader.Skip(1);
            var oids = new uint[reader.ReadInt32()];
            reader.Skip(1);
            for (var i = 0; i < oids.Length; i++)
            {
                oids[i] = reader.ReadUInt32();
            }

            return oids;
        }
    }

    private void Wait(TableChanges table)
    {
        if (waiting.Count == 0)
        {
            FirstChange = Stopwatch.GetTimestamp();
        }

        waiting.Add(table);
    }

    private async Task SetAsideAsync(CapturedTable table, string reason, CancellationToken cancellationToken)
    {
        foreach (var changes in relations.Values.Where(changes => changes?.Table == table))
        {
            Forget(changes!);
            changes!.Dispose();
        }

        await failures.SetAsideAsync(table, $"A change could not be stored: {reason}", cancellationToken);
    }

    private void Forget(TableChanges changes)
    {
        waiting.Remove(changes);
        buffered -= changes.BufferedBytes;
    }
}
