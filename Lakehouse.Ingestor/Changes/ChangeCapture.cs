using System.Buffers;
using System.Diagnostics;
using Lakehouse.Ingestor.Source;
using Npgsql.Replication;
using Npgsql.Replication.Internal;
using Npgsql.Replication.PgOutput;
using NpgsqlTypes;

namespace Lakehouse.Ingestor.Changes;

/// <summary>
/// Reads the slot's stream into change files and confirms to Postgres what is durable. It ends at a transaction's border when
/// it is asked to pause, and otherwise with an error or cancellation; whatever was not confirmed is sent again.
/// </summary>
internal sealed class ChangeCapture(SourceServer server, CaptureSlot slot, ChangeRouter router, LoadOptions options, ILogger logger)
{
    private static readonly TimeSpan IdleTick = TimeSpan.FromMilliseconds(250);

    private byte[] message = ArrayPool<byte>.Shared.Rent(1 << 16);
    private Task<bool> next = Task.FromResult(false);
    private NpgsqlLogSequenceNumber confirmed;

    /// <param name="pause">Asked between transactions.</param>
    /// <param name="cancellationToken">Stops at once; unfinished files are deleted.</param>
    public async Task RunAsync(Func<bool> pause, CancellationToken cancellationToken)
    {
        await using var connection = await server.OpenReplicationAsync(cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        KeyValuePair<string, string?>[] settings = [new("proto_version", "1"), new("publication_names", slot.Name)];
        logger.LogInformation("Capturing changes of {Count} tables from slot {Slot}", router.Count, slot.Name);
        var stream = connection.StartLogicalReplication(new PgOutputReplicationSlot(slot.Name), stop.Token, null, settings);
        await using var messages = stream.GetAsyncEnumerator(stop.Token);
        try
        {
            await ReadAsync(connection, messages, pause, cancellationToken);
        }
        finally
        {
            // The stream must not be disposed while it is being read.
            await stop.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ArrayPool<byte>.Shared.Return(message);
        }
    }

    private async Task ReadAsync(LogicalReplicationConnection connection, IAsyncEnumerator<XLogDataMessage> messages, Func<bool> pause, CancellationToken cancellationToken)
    {
        while (true)
        {
            next = messages.MoveNextAsync().AsTask(); // costs nothing where the message is in the buffer already
            while (!next.IsCompleted && await Task.WhenAny(next, Task.Delay(IdleTick, cancellationToken)) != next)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (await IdleAsync(connection, pause, cancellationToken))
                {
                    return;
                }
            }

            if (!await next)
            {
                throw new EndOfStreamException($"The server ended the stream of slot {slot.Name}.");
            }

            await HandleAsync(messages.Current, cancellationToken);
            if (!router.InTransaction && await AfterTransactionAsync(connection, pause, cancellationToken))
            {
                return;
            }
        }
    }

    private async Task HandleAsync(XLogDataMessage data, CancellationToken cancellationToken)
    {
        var length = (int)data.Data.Length;
        if (length > message.Length)
        {
            ArrayPool<byte>.Shared.Return(message);
            message = ArrayPool<byte>.Shared.Rent(length);
        }

        await data.Data.ReadExactlyAsync(message.AsMemory(0, length), cancellationToken);
        await router.HandleAsync(message.AsMemory(0, length), cancellationToken);
    }

    /// <returns>True to end.</returns>
    private async Task<bool> AfterTransactionAsync(LogicalReplicationConnection connection, Func<bool> pause, CancellationToken cancellationToken)
    {
        if (router.HasChanges && Stopwatch.GetElapsedTime(router.FirstChange) >= options.ChangeInterval)
        {
            await PublishAsync(connection, cancellationToken);
        }

        return pause() && await EndAsync(connection, cancellationToken);
    }

    /// <summary>Nothing came for a while: publish what waits; where nothing waits, let Postgres forget the WAL that does not concern us.</summary>
    /// <returns>True to end.</returns>
    private async Task<bool> IdleAsync(LogicalReplicationConnection connection, Func<bool> pause, CancellationToken cancellationToken)
    {
        if (router.InTransaction)
        {
            return false;
        }

        if (router.HasChanges && Stopwatch.GetElapsedTime(router.FirstChange) >= options.ChangeInterval)
        {
            await PublishAsync(connection, cancellationToken);
        }
        else if (!router.HasChanges && connection.LastReceivedLsn > confirmed)
        {
            // A message that arrived this instant has at most its transaction's first LSN, which lies before the commit.
            await ConfirmAsync(connection, connection.LastReceivedLsn, cancellationToken);
        }

        return pause() && await EndAsync(connection, cancellationToken);
    }

    private async Task<bool> EndAsync(LogicalReplicationConnection connection, CancellationToken cancellationToken)
    {
        await PublishAsync(connection, cancellationToken);
        return true;
    }

    private async Task PublishAsync(LogicalReplicationConnection connection, CancellationToken cancellationToken)
    {
        await router.PublishAsync(cancellationToken);
        await ConfirmAsync(connection, router.LastCommitEnd, cancellationToken);
    }

    private async Task ConfirmAsync(LogicalReplicationConnection connection, NpgsqlLogSequenceNumber lsn, CancellationToken cancellationToken)
    {
        if (lsn > confirmed)
        {
            confirmed = lsn;
            connection.SetReplicationStatus(lsn);
            await connection.SendStatusUpdate(cancellationToken);
        }
    }
}
