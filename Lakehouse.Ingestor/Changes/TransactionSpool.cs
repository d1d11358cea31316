using System.Buffers.Binary;

namespace Lakehouse.Ingestor.Changes;

/// <summary>The messages of one transaction that has not committed yet, in a file: memory does not grow with the transaction.</summary>
/// <remarks>Per message: length (32 bits), xid of the (sub)transaction (32), and the message without its xid.</remarks>
internal sealed class TransactionSpool(SpoolFolder folder) : IDisposable
{
    private const int HeadLength = 2 * sizeof(int);

    private readonly FileStream file = folder.Create();
    private readonly HashSet<uint> aborted = [];
    private long taken;

    /// <summary>Adds a message; <paramref name="kind"/> is its first byte.</summary>
    /// <exception cref="SpoolFullException">The disk budget is spent.</exception>
    public void Append(uint xid, byte kind, ReadOnlySpan<byte> body)
    {
        var length = HeadLength + 1 + body.Length;
        taken += length; // first, so that Dispose gives back what was asked for even when it was refused
        folder.Take(length);
        Span<byte> head = stackalloc byte[HeadLength + 1];
        BinaryPrimitives.WriteInt32LittleEndian(head, body.Length + 1);
        BinaryPrimitives.WriteUInt32LittleEndian(head[sizeof(int)..], xid);
        head[HeadLength] = kind;
        file.Write(head);
        file.Write(body);
    }

    /// <summary>A subtransaction was rolled back: what it did does not count.</summary>
    public void Abort(uint subtransaction) => aborted.Add(subtransaction);

    /// <summary>
    /// Gives the messages that count to a consumer, in order. Descriptions of tables (<c>R</c>) and types (<c>Y</c>) count also where their subtransaction
    /// was rolled back: the server sends them once in a transaction.
    /// </summary>
    public async Task ReplayAsync(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> consumer, CancellationToken cancellationToken)
    {
        file.Position = 0;
        var head = new byte[HeadLength];
        var buffer = new MessageBuffer();
        while (await file.ReadAtLeastAsync(head, HeadLength, throwOnEndOfStream: false, cancellationToken) == HeadLength)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(head);
            var xid = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(sizeof(int)));
            var message = buffer.Take(length);
            await file.ReadExactlyAsync(message, cancellationToken);
            if (!aborted.Contains(xid) || message.Span[0] is (byte)'R' or (byte)'Y')
            {
                await consumer(message, cancellationToken);
            }
        }
    }

    public void Dispose()
    {
        file.Dispose();
        folder.Release(taken);
        taken = 0;
    }
}
