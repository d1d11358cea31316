using Lakehouse.Ingestor.Changes;
using Lakehouse.Ingestor.Source;
using Npgsql;
using NpgsqlTypes;

namespace Lakehouse.Ingestor.Guarding;

/// <summary>Looks after the WAL that the slot keeps back on the server, beside capture and on a connection of its own.</summary>
internal sealed class SlotGuardian(SourceServer server, string slot, string role, LoadOptions options, SlotStatus status, ILogger logger)
{
    private readonly LagClock clock = new(TimeProvider.System);
    private NpgsqlLogSequenceNumber confirmed;
    private SlotState state;
    private bool mayEmit = true;

    /// <exception cref="ChangesLostException">The slot is gone or lost, or given up as configured.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.GuardInterval);
        do
        {
            try
            {
                await using var connection = await server.OpenAsync(cancellationToken);
                await LookAsync(connection, cancellationToken);
            }
            catch (NpgsqlException error) when (SourceErrors.IsConnection(error))
            {
                // Capture's own connection decides whether the source is gone.
                logger.LogWarning("Could not look at the replication slot {Slot}: {Reason}", slot, SourceErrors.Explain(error, server.Description));
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async Task LookAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var found = await SlotSituation.ReadAsync(connection, slot, cancellationToken) ?? throw new ChangesLostException($"The replication slot {slot} is gone");
        if (found.Lost)
        {
            throw new ChangesLostException($"Postgres has given up the replication slot {slot}{(found.Problem is { } why ? $" ({why})" : "")}");
        }

        var lag = clock.Observe(found.CurrentLsn, found.ConfirmedLsn);
        var now = StateOf(found.RetainedBytes);
        status.Report = new SlotReport(
            slot, now, found.ConfirmedLsn.ToString(), found.CurrentLsn.ToString(), found.ConfirmedBytes, Math.Round(lag.TotalSeconds, 1), found.RetainedBytes,
            options.SlotBudgetBytes, options.SlotLimitAction, DateTimeOffset.UtcNow);
        await WarnAsync(connection, found, now, cancellationToken);
        if (options.SlotLimitAction == SlotLimitAction.Resync && StateOf(found.ConfirmedBytes) == SlotState.Exceeded)
        {
            throw new ChangesLostException($"Capture is {found.ConfirmedBytes:N0} bytes of WAL behind, more than Ingestor:SlotBudgetBytes ({options.SlotBudgetBytes:N0}) allows, so that the replication slot {slot} is given up");
        }

        await SignOfLifeAsync(connection, found, cancellationToken);
    }

    private SlotState StateOf(long bytes) =>
        bytes > options.SlotBudgetBytes ? SlotState.Exceeded : bytes >= options.SlotBudgetBytes / 2 ? SlotState.Warning : SlotState.Healthy;

    /// <summary>Each step is said once. Where capture is not behind, an old transaction is what keeps WAL back.</summary>
    private async Task WarnAsync(NpgsqlConnection connection, SlotSituation found, SlotState now, CancellationToken cancellationToken)
    {
        if (now > state)
        {
            var cause = StateOf(found.ConfirmedBytes) == now
                ? $"capture is {found.ConfirmedBytes:N0} bytes behind"
                : $"a transaction in progress keeps it there, processes {await OldestAsync(connection, cancellationToken)} (see pg_stat_activity)";
            logger.Log(
                now == SlotState.Exceeded ? LogLevel.Error : LogLevel.Warning,
                "The replication slot {Slot} keeps {Bytes:N0} bytes of WAL back on the server, of {Budget:N0} that are allowed (Ingestor:SlotBudgetBytes): {Cause}. At the limit: {Action} (Ingestor:SlotLimitAction)",
                slot, found.RetainedBytes, options.SlotBudgetBytes, cause, options.SlotLimitAction);
        }
        else if (now < state)
        {
            logger.LogInformation("The replication slot {Slot} keeps {Bytes:N0} bytes of WAL back on the server: {State}", slot, found.RetainedBytes, now);
        }

        state = now;
    }

    private static async Task<object?> OldestAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT coalesce(string_agg(pid::text, ', '), 'unknown') FROM (SELECT pid FROM pg_stat_activity WHERE backend_xid IS NOT NULL ORDER BY xact_start LIMIT 3) oldest", connection);
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>
    /// A database in which nothing happens still gets WAL from others of its server. Where what is confirmed has not moved since the last look although
    /// there is such WAL, a message is written that no table has: decoding passes it, and with it what lies before.
    /// </summary>
    private async Task SignOfLifeAsync(NpgsqlConnection connection, SlotSituation found, CancellationToken cancellationToken)
    {
        var stands = found.ConfirmedLsn == confirmed && found.ConfirmedBytes > 0;
        confirmed = found.ConfirmedLsn;
        if (!stands || !mayEmit)
        {
            return;
        }

        try
        {
            await using var command = new NpgsqlCommand("SELECT pg_logical_emit_message(false, 'lakehouse', 'heartbeat')", connection);
            await command.ExecuteScalarAsync(cancellationToken);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            mayEmit = false;
            logger.LogWarning("No heartbeat for slot {Slot}: {Reason}. Run GRANT EXECUTE ON FUNCTION pg_logical_emit_message(boolean, text, text) TO {Role}", slot, refused.MessageText, TableName.Quote(role));
        }
    }
}
