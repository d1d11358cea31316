using Lakehouse.Ingestor.Source;
using Npgsql;

namespace Lakehouse.Ingestor.Loading;

/// <summary>
/// ACCESS SHARE on the tables from before the snapshot until the load's end, as pg_dump does: a TRUNCATE or a rewriting
/// ALTER TABLE in between would leave an old snapshot with an empty table. Reading and writing go on.
/// </summary>
internal static class TableLocks
{
    /// <summary>Locks what can be locked in the session's transaction, where no query has run yet.</summary>
    /// <returns>Tables that could not be locked, and why.</returns>
    public static async Task<IReadOnlyDictionary<TableName, string>> TakeAsync(NpgsqlConnection session, IEnumerable<TableName> tables, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var refused = new Dictionary<TableName, string>();
        await RunAsync(session, $"SET LOCAL lock_timeout = {(int)timeout.TotalMilliseconds}", cancellationToken);
        foreach (var table in tables)
        {
            try
            {
                await RunAsync(session, $"SAVEPOINT next; LOCK TABLE {table.Sql} IN ACCESS SHARE MODE; RELEASE next", cancellationToken);
            }
            catch (PostgresException error) when (!SourceErrors.IsConnection(error))
            {
                await RunAsync(session, "ROLLBACK TO next; RELEASE next", cancellationToken);
                refused[table] = Explain(table, session.UserName!, error, timeout);
            }
        }

        return refused;
    }

    private static string Explain(TableName table, string role, PostgresException error, TimeSpan timeout) => error.SqlState switch
    {
        PostgresErrorCodes.LockNotAvailable => $"another session holds a lock on it for more than {timeout.TotalSeconds:0} s (ALTER TABLE, VACUUM FULL?). It is tried again at the next start",
        PostgresErrorCodes.InsufficientPrivilege => $"{error.MessageText}. Run GRANT SELECT ON {table.Sql} TO {TableName.Quote(role)}",
        _ => error.MessageText,
    };

    private static async Task RunAsync(NpgsqlConnection session, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, session);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
