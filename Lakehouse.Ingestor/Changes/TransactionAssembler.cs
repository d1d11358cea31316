using System.Buffers.Binary;
using NpgsqlTypes;

namespace Lakehouse.Ingestor.Changes;

/// <summary>Puts pgoutput's messages together to whole transactions in commit order.</summary>
/// <remarks>
/// A transaction comes at its commit, between <c>B</c> and <c>C</c>; or, from protocol 2 on, a large one in pieces while it runs, between <c>S</c> and <c>E</c>, until
/// <c>c</c> (committed) or <c>A</c> (rolled back, wholly or a savepoint); or, from protocol 3 on and from a two-phase slot only, at PREPARE TRANSACTION, between
/// <c>b</c> and <c>P</c> or in pieces that end with <c>p</c>, until <c>K</c> (committed) or <c>r</c> (rolled back). What is not committed waits in a <see cref="TransactionSpool"/>.
/// </remarks>
internal sealed class TransactionAssembler(ChangeRouter router, SpoolFolder folder, OriginFilter origin) : IDisposable
{
    private readonly Dictionary<uint, TransactionSpool> streamed = [];
    private readonly Dictionary<string, (TransactionSpool Spool, ulong PrepareLsn)> prepared = [];
    private TransactionSpool? current;
    private bool inStream;

    /// <summary>Between the first and the last message of a transaction, or of a piece.</summary>
    public bool InTransaction => router.InTransaction || current is not null;

    /// <summary>
    /// There are transactions whose content is here and whose commit may arrive at any instant: what the server says to have sent must then not
    /// be confirmed, because it may include that commit.
    /// </summary>
    public bool HasOpen => streamed.Count > 0 || prepared.Count > 0;

    /// <summary>
    /// What can be confirmed at most, or null: a prepared transaction is sent again only to those who have not confirmed its PREPARE.
    /// </summary>
    public NpgsqlLogSequenceNumber? Limit => prepared.Count == 0 ? null : new NpgsqlLogSequenceNumber(prepared.Values.Min(item => item.PrepareLsn));

    /// <exception cref="SpoolFullException">A transaction in progress needs more disk than is allowed.</exception>
    /// <exception cref="ChangesLostException">The stream lacks what it should have.</exception>
    public ValueTask HandleAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var reader = new PgOutputReader(message.Span);
        var kind = reader.ReadByte();
        switch (kind)
        {
            case (byte)'B': // LSN of the commit record (64 bits), commit time (64), xid (32)
                router.Begin(reader.ReadUInt64(), reader.ReadInt64());
                return ValueTask.CompletedTask;
            case (byte)'C': // flags (8), LSN of the commit record (64), of its end (64), commit time (64)
                reader.Skip(1 + sizeof(ulong));
                router.Commit(reader.ReadUInt64());
                return ValueTask.CompletedTask;
            case (byte)'O': // LSN at the origin (64), its name
                router.SkipTransaction(origin == OriginFilter.None);
                return ValueTask.CompletedTask;
            case (byte)'M': // a message of pg_logical_emit_message: none is asked for
                return ValueTask.CompletedTask;
            case (byte)'R' or (byte)'Y' or (byte)'I' or (byte)'U' or (byte)'D' or (byte)'T':
                return DeliverAsync(kind, message, cancellationToken);
            case (byte)'S' or (byte)'E' or (byte)'c' or (byte)'A':
                return StreamAsync(kind, ref reader, cancellationToken);
            case (byte)'b' or (byte)'P' or (byte)'p' or (byte)'K' or (byte)'r':
                return PrepareAsync(kind, ref reader, cancellationToken);
            default:
                throw new InvalidDataException($"The server sent a message of unknown kind '{(char)kind}' (0x{kind:X2}). Update the Ingestor.");
        }
    }

    /// <summary>A row is too large to be taken in: its table is set aside, and the message counts as one without a row.</summary>
    /// <param name="head">The message's first bytes.</param>
    /// <param name="length">Its length.</param>
    /// <param name="limit">The length that is allowed.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async ValueTask RefuseAsync(ReadOnlyMemory<byte> head, long length, long limit, CancellationToken cancellationToken)
    {
        var start = 1 + (inStream ? sizeof(uint) : 0);
        var oid = BinaryPrimitives.ReadUInt32BigEndian(head.Span[start..]);
        await router.SetAsideAsync(oid, $"a row's message has {length:N0} bytes, but only {limit:N0} are allowed. Raise Ingestor:MaxValueBytes, or leave the table out with Source:Exclude", cancellationToken);
        await DeliverAsync(head.Span[0], head[..(start + sizeof(uint))], cancellationToken);
    }

    public void Dispose()
    {
        foreach (var spool in streamed.Values.Concat(prepared.Values.Select(item => item.Spool)))
        {
            spool.Dispose();
        }

        current?.Dispose();
    }

    /// <summary>In a stream every message has its (sub)transaction's xid (32 bits) after the kind.</summary>
    private ValueTask DeliverAsync(byte kind, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (current is null)
        {
            return router.HandleAsync(message, cancellationToken);
        }

        var reader = new PgOutputReader(message.Span);
        reader.Skip(1);
        var xid = inStream ? reader.ReadUInt32() : 0;
        current.Append(xid, kind, message.Span[reader.Position..]);
        return ValueTask.CompletedTask;
    }

    private ValueTask StreamAsync(byte kind, ref PgOutputReader reader, CancellationToken cancellationToken)
    {
        if (kind == (byte)'E')
        {
            (current, inStream) = (null, false);
            return ValueTask.CompletedTask;
        }

        var xid = reader.ReadUInt32();
        switch (kind)
        {
            case (byte)'S': // xid (32), whether it is the first piece (8)
                if (!streamed.TryGetValue(xid, out current))
                {
                    streamed[xid] = current = new TransactionSpool(folder);
                }

                inStream = true;
                return ValueTask.CompletedTask;
            case (byte)'c': // xid (32), flags (8), LSN of the commit record (64), of its end (64), commit time (64)
                reader.Skip(1);
                streamed.Remove(xid, out var committed);
                return new ValueTask(ReplayAsync(committed ?? throw Lost($"transaction {xid}"), reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadInt64(), cancellationToken));
            default: // A: xid (32), xid of what was rolled back (32)
                Abort(xid, reader.ReadUInt32());
                return ValueTask.CompletedTask;
        }
    }

    /// <summary>The server tells of rolled back transactions only what it sent of them, but may tell of one that it sent nothing of.</summary>
    private void Abort(uint xid, uint aborted)
    {
        if (xid != aborted)
        {
            streamed.GetValueOrDefault(xid)?.Abort(aborted);
        }
        else if (streamed.Remove(xid, out var spool))
        {
            spool.Dispose();
        }
    }

    private ValueTask PrepareAsync(byte kind, ref PgOutputReader reader, CancellationToken cancellationToken)
    {
        if (kind == (byte)'b') // LSN of the PREPARE record (64), of its end (64), time (64), xid (32), gid
        {
            current = new TransactionSpool(folder);
            return ValueTask.CompletedTask;
        }

        // P and p: flags (8), LSN of the PREPARE record (64), of its end (64), time (64), xid (32), gid.
        // K: the same of the COMMIT PREPARED record. r: flags (8), end of PREPARE (64), end of ROLLBACK PREPARED (64), both times (64 each), xid (32), gid.
        reader.Skip(1);
        var (first, second, time) = (reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadInt64());
        reader.Skip(kind == (byte)'r' ? sizeof(long) : 0);
        var xid = reader.ReadUInt32();
        var gid = reader.ReadString();
        switch (kind)
        {
            case (byte)'P':
                prepared[gid] = (current ?? throw Lost($"prepared transaction '{gid}'"), first);
                current = null;
                return ValueTask.CompletedTask;
            case (byte)'p':
                streamed.Remove(xid, out var spool);
                prepared[gid] = (spool ?? throw Lost($"prepared transaction '{gid}'"), first);
                return ValueTask.CompletedTask;
            case (byte)'K':
                return new ValueTask(prepared.Remove(gid, out var committed)
                    ? ReplayAsync(committed.Spool, first, second, time, cancellationToken)
                    : throw Lost($"prepared transaction '{gid}'"));
            default:
                if (prepared.Remove(gid, out var rolledBack))
                {
                    rolledBack.Spool.Dispose();
                }

                return ValueTask.CompletedTask;
        }
    }

    private async Task ReplayAsync(TransactionSpool spool, ulong commitLsn, ulong end, long time, CancellationToken cancellationToken)
    {
        using (spool)
        {
            router.Begin(commitLsn, time);
            await spool.ReplayAsync(router.HandleAsync, cancellationToken);
            router.Commit(end);
        }
    }

    private static ChangesLostException Lost(string what) => new($"The server committed {what} without having sent it");
}
