using Npgsql;

namespace Lakehouse.Ingestor.Source;

/// <summary>Keeps a second Ingestor of the same raw folder waiting: an advisory lock that ends with its connection.</summary>
internal sealed class WriterLock : IAsyncDisposable
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);

    private readonly NpgsqlConnection connection;

    private WriterLock(NpgsqlConnection connection) => this.connection = connection;

    /// <summary>What the lock's key is the hash of (<c>hashtextextended(…, 0)</c>).</summary>
    public static string KeyOf(Uri folder) => $"lakehouse-ingestor {folder}";

    /// <summary>Waits until the lock is free.</summary>
    public static async Task<WriterLock> AcquireAsync(SourceServer server, Uri folder, ILogger logger, CancellationToken cancellationToken)
    {
        var connection = await server.OpenAsync(cancellationToken);
        try
        {
            await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock(hashtextextended($1, 0))", connection);
            command.Parameters.Add(new NpgsqlParameter { Value = KeyOf(folder) });
            for (var told = false; !(bool)(await command.ExecuteScalarAsync(cancellationToken))!; told = true)
            {
                if (!told)
                {
                    logger.LogWarning("Another Ingestor writes {Folder}; waiting to take over", folder);
                }

                await Task.Delay(RetryInterval, cancellationToken);
            }

            return new WriterLock(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            // Closing gives the session back to the pool, which keeps it, and would keep the lock.
            await using var unlock = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", connection);
            await unlock.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception gone) when (gone is NpgsqlException or InvalidOperationException)
        {
            // The session has ended, and the lock with it.
        }

        await connection.DisposeAsync();
    }
}
