using Lakehouse.Ingestor.Source;
using Npgsql;

namespace Lakehouse.Ingestor.Loading;

/// <summary>
/// Holds ACCESS SHARE on the tables from before the snapshot until the load's end, as pg_dump does: a TRUNCATE or a rewriting
/// ALTER TABLE in between would leave an old snapshot with an empty table. Reading and writing go on.
/// </summary>
internal sealed class TableLocks : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly Dictionary<TableName, string> refused = [];

    private TableLocks(NpgsqlConnection connection) => this.connection = connection;

    /// <summary>Tables that could not be locked, and why.</summary>
    public IReadOnlyDictionary<TableName, string> Refused => refused;

    /// <summary>The session that holds the locks.</summary>
    public NpgsqlConnection Connection => connection;

    /// <summary>Locks what can be locked.</summary>
    public static async Task<TableLocks> TakeAsync(SourceServer server, IEnumerable<TableName> tables, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var locks = new TableLocks(await server.OpenAsync(cancellationToken));
        try
        {
            await locks.RunAsync($"SET lock_timeout = {(int)timeout.TotalMilliseconds}; BEGIN", cancellationToken);
            foreach (var table in tables)
            {
                await locks.TakeAsync(table, timeout, cancellationToken);
            }

            return locks;
        }
        catch
        {
            await locks.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task TakeAsync(TableName table, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync($"SAVEPOINT next; LOCK TABLE {table.Sql} IN ACCESS SHARE MODE; RELEASE next", cancellationToken);
        }
        catch (PostgresException error) when (!SourceErrors.IsConnection(error))
        {
            await RunAsync("ROLLBACK TO next", cancellationToken);
            refused[table] = error.SqlState == PostgresErrorCodes.LockNotAvailable
                ? $"another session holds a lock on it for more than {timeout.TotalSeconds:0} s (ALTER TABLE, VACUUM FULL?). It is tried again at the next start"
                : error.SqlState == PostgresErrorCodes.InsufficientPrivilege
                    ? $"{error.MessageText}. Run GRANT SELECT ON {table.Sql} TO the Ingestor's role"
                    : error.MessageText;
        }
    }

    private async Task RunAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
