using System.Diagnostics;
using Npgsql.Replication;
using Npgsql.Replication.Internal;
using Npgsql.Replication.PgOutput;

namespace Lakehouse.Ingestor.Changes;

/// <summary>The slot's messages, one at a time, each in one buffer that is used again.</summary>
internal sealed class ReplicationMessages : IAsyncDisposable
{
    private const int HeadBytes = 16;

    /// <summary>
    /// The server sends every message by itself. A reader that is faster than the server would wake up for each; it rather waits this long for
    /// some hundred to gather in the socket, which spares both sides most of their system calls.
    /// </summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(1);

    private readonly CancellationTokenSource stop;
    private readonly IAsyncEnumerator<XLogDataMessage> messages;
    private readonly long limit;
    private readonly MessageBuffer buffer = new();
    private Task<bool>? waiting;

    /// <param name="connection">A replication connection.</param>
    /// <param name="slot">Where to read.</param>
    /// <param name="settings">pgoutput's settings.</param>
    /// <param name="limit">Bytes of the longest message that is read whole.</param>
    /// <param name="cancellationToken">Stops at once.</param>
    public ReplicationMessages(LogicalReplicationConnection connection, string slot, IReadOnlyList<KeyValuePair<string, string?>> settings, long limit, CancellationToken cancellationToken)
    {
        this.limit = limit;
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        messages = connection.StartLogicalReplication(new PgOutputReplicationSlot(slot), stop.Token, null, settings).GetAsyncEnumerator(stop.Token);
    }

    /// <summary>The current message; of one that is too long only the first bytes.</summary>
    public ReadOnlyMemory<byte> Current { get; private set; }

    /// <summary>Length of the current message.</summary>
    public long Length { get; private set; }

    /// <summary>The current message was too long.</summary>
    public bool IsCut => Length > limit;

    /// <summary>Goes on to the next message.</summary>
    /// <param name="idle">Called again and again while none comes; true ends the waiting.</param>
    /// <param name="tick">How often.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>False where <paramref name="idle"/> has ended it.</returns>
    /// <exception cref="EndOfStreamException">The server has ended the stream.</exception>
    public async ValueTask<bool> NextAsync(Func<Task<bool>> idle, TimeSpan tick, CancellationToken cancellationToken)
    {
        var move = messages.MoveNextAsync();
        if (!(move.IsCompletedSuccessfully ? move.Result : await WaitAsync(move.AsTask(), idle, tick, cancellationToken) ?? false))
        {
            return waiting is null ? throw new EndOfStreamException("The server ended the stream of changes.") : false;
        }

        var data = messages.Current.Data;
        Length = data.Length;
        var length = IsCut ? HeadBytes : (int)Length;
        var room = buffer.Take(length);
        await data.ReadExactlyAsync(room, cancellationToken);
        Current = room;
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        // The stream must not be disposed while it is being read.
        await stop.CancelAsync();
        await ((Task?)waiting ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await messages.DisposeAsync();
        stop.Dispose();
    }

    /// <returns>Whether there is a message, or null where <paramref name="idle"/> has ended the waiting.</returns>
    private async Task<bool?> WaitAsync(Task<bool> move, Func<Task<bool>> idle, TimeSpan tick, CancellationToken cancellationToken)
    {
        waiting = move;
        var since = Stopwatch.GetTimestamp();
        while (!move.IsCompleted && await Task.WhenAny(move, Task.Delay(tick, cancellationToken)) != move)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await idle())
            {
                return null;
            }
        }

        waiting = null;
        var has = await move;
        if (Stopwatch.GetElapsedTime(since) < Gather)
        {
            await Task.Delay(Gather, cancellationToken);
        }

        return has;
    }
}
