using Lakehouse.Ingestor.Tests.Setup;
using Npgsql;

namespace Lakehouse.Ingestor.Tests.Model;

/// <summary>A session that runs random transactions, whatever becomes of the server meanwhile.</summary>
internal sealed class RandomTraffic(TestDatabase database, Random random, string name)
{
    /// <summary>Tables whose replica identity is the default, full, and an index.</summary>
    public static readonly string[] Tables = ["a", "b", "c"];

    public const string Script = """
        CREATE TABLE a (id int PRIMARY KEY, body text, n int); ALTER TABLE a ALTER body SET STORAGE EXTERNAL;
        CREATE TABLE b (id int PRIMARY KEY, body text, n int); ALTER TABLE b ALTER body SET STORAGE EXTERNAL; ALTER TABLE b REPLICA IDENTITY FULL;
        CREATE TABLE c (id int NOT NULL, body text, n int); ALTER TABLE c ALTER body SET STORAGE EXTERNAL; CREATE UNIQUE INDEX c_id ON c (id); ALTER TABLE c REPLICA IDENTITY USING INDEX c_id;
        INSERT INTO a SELECT i, repeat('a', i % 3 * 1500), 0 FROM generate_series(1, 300) i; INSERT INTO b SELECT * FROM a; INSERT INTO c SELECT * FROM a
        """;

    private int transactions;

    /// <returns>Transactions.</returns>
    public async Task<int> RunAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenAsync();
                await RunAsync(connection, "SET lock_timeout = '2s'");
                while (!end.IsCancellationRequested)
                {
                    await TransactionAsync(connection);
                    await Task.Delay(random.Next(0, 15), CancellationToken.None);
                }
            }
            catch (Exception gone) when (gone is NpgsqlException { SqlState: null or ['5', '7', ..] or ['0', '8', ..] } or IOException)
            {
                // The server is on its way down or up.
                await Task.Delay(20, CancellationToken.None);
            }
        }

        return transactions;
    }

    private async Task TransactionAsync(NpgsqlConnection connection)
    {
        var gid = $"{name}_{++transactions}";
        var end = random.Next(20) switch { < 2 => "ROLLBACK", < 4 => $"PREPARE TRANSACTION '{gid}'", _ => "COMMIT" };
        try
        {
            await RunAsync(connection, $"BEGIN; {string.Join("; ", Enumerable.Range(0, random.Next(1, 6)).Select(_ => Statement()))}; {end}");
            if (end[0] == 'P')
            {
                await Task.Delay(random.Next(0, 30), CancellationToken.None);
                await RunAsync(connection, random.Next(3) == 0 ? $"ROLLBACK PREPARED '{gid}'" : $"COMMIT PREPARED '{gid}'");
            }
        }
        catch (PostgresException conflict) when (conflict.SqlState[..2] is "23" or "40" or "55" || conflict.SqlState == PostgresErrorCodes.UndefinedObject)
        {
            await RunAsync(connection, "ROLLBACK"); // a key taken, a deadlock, a lock not to be had, a prepared transaction that somebody else has ended
        }
    }

    private string Statement()
    {
        var table = Tables[random.Next(Tables.Length)];
        var id = random.Next(1, 2000);
        var body = $"repeat('{(char)('a' + random.Next(26))}', {random.Next(4) * 1500})";
        return random.Next(100) switch
        {
            < 40 => $"INSERT INTO {table} (id, body, n) VALUES ({id}, {body}, {random.Next(1000)}) ON CONFLICT (id) DO UPDATE SET n = excluded.n",
            < 58 => $"UPDATE {table} SET n = n + 1 WHERE id BETWEEN {id} AND {id + 20}",
            < 68 => $"UPDATE {table} SET body = {body} WHERE id = {id}",
            < 78 => $"UPDATE {table} SET id = id + 5000 WHERE id = {id}",
            < 90 => $"DELETE FROM {table} WHERE id BETWEEN {id} AND {id + 5}",
            < 95 => $"INSERT INTO {table} (id, body, n) SELECT i, {body}, 0 FROM generate_series({id + 10000}, {id + 10300}) i ON CONFLICT DO NOTHING",
            < 97 => $"SAVEPOINT s; DELETE FROM {table} WHERE id < 3000; ROLLBACK TO s",
            < 99 => $"SAVEPOINT s; UPDATE {table} SET n = -n WHERE id < 3000; RELEASE s",
            _ => $"TRUNCATE {table}",
        };
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
