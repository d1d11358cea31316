using System.Diagnostics;
using Lakehouse.Ingestor.Raw;
using Lakehouse.Ingestor.Source;
using NpgsqlTypes;

namespace Lakehouse.Ingestor.Changes;

/// <summary>Takes pgoutput's messages apart and gives each change to its table.</summary>
/// <remarks>
/// Protocol version 1: whole transactions in commit order. <c>B</c>egin, <c>C</c>ommit, <c>R</c>elation, <c>I</c>nsert, <c>U</c>pdate, <c>D</c>elete,
/// <c>T</c>runcate; types, origins and messages are of no concern here.
/// </remarks>
internal sealed class ChangeRouter(IReadOnlyList<CapturedTable> tables, TypeCatalog types, ChangeFailures failures, LoadOptions options) : IDisposable
{
    private const byte KeyOfOldRow = (byte)'K', OldRow = (byte)'O', NewRow = (byte)'N';

    private readonly Dictionary<TableName, CapturedTable> captured = tables.ToDictionary(table => table.Name);
    private readonly Dictionary<uint, TableChanges?> relations = [];
    private readonly HashSet<TableChanges> waiting = [];
    private readonly RowImage row = new();
    private readonly RowImage old = new();
    private TransactionPosition position;

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

    public ValueTask HandleAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        switch (message.Span[0])
        {
            case (byte)'B':
                Begin(message.Span);
                return ValueTask.CompletedTask;
            case (byte)'C':
                Commit(message.Span);
                return ValueTask.CompletedTask;
            case (byte)'R':
                return new ValueTask(DescribeAsync(Relation.Read(message.Span), cancellationToken));
            case (byte)'I' or (byte)'U' or (byte)'D':
                return ChangeAsync(message.Span, cancellationToken);
            case (byte)'T':
                return new ValueTask(TruncateAsync(message, cancellationToken));
            default:
                return ValueTask.CompletedTask;
        }
    }

    /// <summary>Publishes the changes of all tables, durably.</summary>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        foreach (var table in waiting.ToArray())
        {
            await table.PublishAsync(cancellationToken);
            waiting.Remove(table);
        }
    }

    public void Dispose()
    {
        foreach (var table in relations.Values)
        {
            table?.Dispose();
        }
    }

    /// <summary><c>B</c>, LSN of the commit record (64 bits), commit time (64), xid (32).</summary>
    private void Begin(ReadOnlySpan<byte> message)
    {
        var reader = new PgOutputReader(message);
        reader.Skip(1);
        position = new TransactionPosition(reader.ReadUInt64(), reader.ReadInt64(), 0);
        InTransaction = true;
    }

    /// <summary><c>C</c>, flags (8), LSN of the commit record (64), LSN of its end (64), commit time (64).</summary>
    private void Commit(ReadOnlySpan<byte> message)
    {
        var reader = new PgOutputReader(message);
        reader.Skip(2 + sizeof(ulong));
        LastCommitEnd = new NpgsqlLogSequenceNumber(reader.ReadUInt64());
        InTransaction = false;
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
            relations[relation.Oid] = new TableChanges(table, schema, options);
            table.Progress.Columns(schema.Columns);
        }
    }

    private async Task PublishAsync(TableChanges? table, CancellationToken cancellationToken)
    {
        if (table is not null && waiting.Remove(table))
        {
            await table.PublishAsync(cancellationToken);
        }
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

        try
        {
            Append(table, message, ref reader, place);
        }
        catch (Exception error) when (error is FormatException or OverflowException or InvalidDataException)
        {
            return new ValueTask(SetAsideAsync(table, error, cancellationToken));
        }

        Wait(table);
        return table.IsFull ? new ValueTask(table.WriteAsync(cancellationToken)) : ValueTask.CompletedTask;
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
                await table.AppendTruncateAsync(place, cancellationToken);
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

    private async Task SetAsideAsync(TableChanges table, Exception error, CancellationToken cancellationToken)
    {
        waiting.Remove(table);
        table.Dispose();
        await failures.SetAsideAsync(table.Table, $"A change could not be stored: {error.Message}", cancellationToken);
    }
}
