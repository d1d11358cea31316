using Lakehouse.Ingestor.Control;
using Lakehouse.Ingestor.Source;
using Lakehouse.Ingestor.Status;
using Npgsql;

namespace Lakehouse.Ingestor.Changes;

/// <summary>Runs of <see cref="ChangeCapture"/>, with what one can learn from an earlier one.</summary>
internal sealed class CaptureRun(SourceServer server, ReplicationTarget target, ControlStore controls, ProgressBoard board, ILogger logger)
{
    private static readonly TimeSpan BusyInterval = TimeSpan.FromMilliseconds(200);

    private const int BusyAttempts = 50;

    private bool streaming = target.Options.Streaming;
    private ChangeFailures failures = new(controls, logger);

    /// <summary>Tables that the current or last run has set aside.</summary>
    public IReadOnlyCollection<TableName> SetAside => failures.Tables;

    /// <summary>Captures until it is to pause.</summary>
    /// <param name="session">What it goes by, but for pgoutput's settings.</param>
    /// <param name="serverVersion">Decides about these.</param>
    /// <param name="tables">Tables that are loaded.</param>
    /// <param name="cancellationToken">Stops at once.</param>
    /// <exception cref="ChangesLostException">The stream has a gap.</exception>
    public async Task RunAsync(CaptureSession session, int serverVersion, IReadOnlyList<(SourceTable Table, TableControl Control)> tables, CancellationToken cancellationToken)
    {
        var folder = target.Options.SpoolFolder is { Length: > 0 } given ? given : Path.GetTempPath();
        var spools = SpoolFolder.For(target.Store.Root, folder, target.Options.SpoolBytes);
        spools.Delete();
        failures = new ChangeFailures(controls, logger);
        session = session with { Settings = PgOutputSettings.For(serverVersion, session.Slot, streaming, target.Options.Origin) };
        try
        {
            await CaptureAsync(session, tables, spools, cancellationToken);
        }
        finally
        {
            spools.Delete();
        }
    }

    private async Task CaptureAsync(CaptureSession session, IReadOnlyList<(SourceTable Table, TableControl Control)> tables, SpoolFolder spools, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var router = new ChangeRouter(await OpenAsync(tables, cancellationToken), new TypeCatalog(server), new SchemaReports(controls, logger), failures, target.Options, session.HasUnknownText);
                using var transactions = new TransactionAssembler(router, spools, target.Options.Origin);
                await new ChangeCapture(server, session, router, transactions, target.Options, logger).RunAsync(cancellationToken);
                return;
            }
            catch (SpoolFullException full)
            {
                streaming = false;
                logger.LogWarning("{Reason} From now on the server keeps them until they commit", full.Message);
                return;
            }
            catch (PostgresException error) when (streaming && error.SqlState == PostgresErrorCodes.InternalError && !IsOfValues(error))
            {
                // PostgreSQL 15, for one, cannot decode a transaction in progress that rolled an ALTER TABLE back to a savepoint ("could not map filenode …"), but can once it has ended.
                streaming = false;
                logger.LogWarning("The server cannot decode a transaction in progress: {Reason}. From now on it keeps them until they commit", error.MessageText);
                return;
            }
            catch (PostgresException error) when (IsOfValues(error))
            {
                // Postgres does not say of which table; that one's load will fail for the same reason, and sets it aside.
                throw new ChangesLostException($"The server cannot decode a change: {error.MessageText} ({error.SqlState})");
            }
            catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.ObjectInUse && attempt < BusyAttempts)
            {
                // The server has not noticed yet that the connection before this one ended.
                await Task.Delay(BusyInterval, cancellationToken);
            }
            catch (PostgresException gone) when (gone.SqlState is PostgresErrorCodes.UndefinedFile or PostgresErrorCodes.UndefinedObject)
            {
                throw new ChangesLostException($"The server cannot read from the replication slot {session.Slot}: {gone.MessageText}");
            }
        }
    }

    /// <summary>
    /// A row that Postgres itself cannot print, because of a gigabyte's limit or bytes that are no text (classes 22 and 54). It would fail again and again, and WAL pile up.
    /// </summary>
    private static bool IsOfValues(PostgresException error) =>
        error.SqlState is ['2', '2', ..] or ['5', '4', ..] || (error.SqlState == PostgresErrorCodes.InternalError && error.MessageText.StartsWith("invalid memory alloc request size", StringComparison.Ordinal));

    private async Task<IReadOnlyList<CapturedTable>> OpenAsync(IReadOnlyList<(SourceTable Table, TableControl Control)> tables, CancellationToken cancellationToken)
    {
        var opened = new List<CapturedTable>();
        foreach (var (table, control) in tables)
        {
            var captured = await CapturedTable.OpenAsync(table, control, target.Store, board.Of(table.Name), cancellationToken);
            Loading.UnfinishedUploads.Delete(captured.Store);
            opened.Add(captured);
        }

        return opened;
    }
}
