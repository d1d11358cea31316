using System.Diagnostics;
using Lakehouse.Ingestor.Source;
using Lakehouse.Ingestor.Status;
using Npgsql.Replication;
using NpgsqlTypes;

namespace Lakehouse.Ingestor.Changes;

/// <summary>
/// Reads the slot's stream into change files and confirms to Postgres what is durable. It ends at a transaction's border when
/// it is asked to pause, and otherwise with an error or cancellation; whatever was not confirmed is sent again.
/// </summary>
internal sealed class ChangeCapture(SourceServer server, CaptureSession session, ChangeRouter router, TransactionAssembler transactions, LoadOptions options, ILogger logger)
{
    private static readonly TimeSpan IdleTick = TimeSpan.FromMilliseconds(100);

    /// <summary>Each confirmation is recorded first, which costs a write.</summary>
    private static readonly TimeSpan IdleConfirmation = TimeSpan.FromSeconds(1);

    private NpgsqlLogSequenceNumber confirmed;
    private long confirmedAt;

    /// <param name="cancellationToken">Stops at once; unfinished files are deleted.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var connection = await server.OpenReplicationAsync(session.HasUnknownText, cancellationToken);
        await using var messages = new ReplicationMessages(connection, session.Slot, session.Settings, LongestMessage, cancellationToken);
        logger.LogInformation("Capturing changes of {Count} tables from slot {Slot}, protocol {Protocol}", router.Count, session.Slot, session.Settings[0].Value);
        while (await messages.NextAsync(() => IdleAsync(connection, cancellationToken), IdleTick, cancellationToken))
        {
            await (messages.IsCut ? transactions.RefuseAsync(messages.Current, messages.Length, LongestMessage, cancellationToken) : transactions.HandleAsync(messages.Current, cancellationToken));
            if (!transactions.InTransaction && await AfterTransactionAsync(connection, cancellationToken))
            {
                return;
            }
        }
    }

    /// <summary>A message has the row before and after, each of which may have a value of the largest size.</summary>
    private long LongestMessage => (2L * options.MaxValueBytes) + (1 << 20);

    /// <returns>True to end.</returns>
    private async ValueTask<bool> AfterTransactionAsync(LogicalReplicationConnection connection, CancellationToken cancellationToken)
    {
        if (router.HasChanges && Stopwatch.GetElapsedTime(router.FirstChange) >= options.ChangeInterval)
        {
            await PublishAsync(connection, cancellationToken);
        }

        return session.ShouldPause() && await EndAsync(connection, cancellationToken);
    }

    /// <summary>Nothing came for a while: publish what waits; where nothing waits, let Postgres forget the WAL that does not concern us.</summary>
    /// <returns>True to end.</returns>
    private async Task<bool> IdleAsync(LogicalReplicationConnection connection, CancellationToken cancellationToken)
    {
        if (transactions.InTransaction)
        {
            return false;
        }

        if (router.HasChanges && Stopwatch.GetElapsedTime(router.FirstChange) >= options.ChangeInterval)
        {
            await PublishAsync(connection, cancellationToken);
        }
        else if (!router.HasChanges && !transactions.HasOpen && Stopwatch.GetElapsedTime(confirmedAt) >= IdleConfirmation)
        {
            // A message that arrived this instant has at most its transaction's first LSN, which lies before the commit.
            await ConfirmAsync(connection, connection.LastReceivedLsn, cancellationToken);
        }

        return session.ShouldPause() && await EndAsync(connection, cancellationToken);
    }

    private async Task<bool> EndAsync(LogicalReplicationConnection connection, CancellationToken cancellationToken)
    {
        await PublishAsync(connection, cancellationToken);
        return true;
    }

    private async Task PublishAsync(LogicalReplicationConnection connection, CancellationToken cancellationToken)
    {
        if (router.HasChanges)
        {
            using var span = IngestorMetrics.Activities.StartActivity("publish changes");
            span?.SetTag("lakehouse.slot", session.Slot);
            span?.SetTag("lakehouse.lsn", router.LastCommitEnd.ToString());
            await session.Horizon.ReachAsync(router.LastCommitEnd, cancellationToken);
            await router.PublishAsync(cancellationToken);
        }

        await ConfirmAsync(connection, router.LastCommitEnd, cancellationToken);
    }

    private async Task ConfirmAsync(LogicalReplicationConnection connection, NpgsqlLogSequenceNumber lsn, CancellationToken cancellationToken)
    {
        lsn = transactions.Limit is { } limit && limit < lsn ? limit : lsn;
        if (lsn > confirmed && session.MayConfirm)
        {
            await session.Horizon.ReachAsync(lsn, cancellationToken);
            (confirmed, confirmedAt) = (lsn, Stopwatch.GetTimestamp());
            connection.SetReplicationStatus(lsn);
            await connection.SendStatusUpdate(cancellationToken);
        }
    }
}
