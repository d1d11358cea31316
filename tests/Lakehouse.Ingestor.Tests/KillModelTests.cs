using System.Globalization;
using Lakehouse.Ingestor.Tests.Setup;
using Npgsql;

namespace Lakehouse.Ingestor.Tests;

/// <summary>
/// Random transactions from several sessions run while the Ingestor is killed with SIGKILL again and again; in the end replaying the raw
/// files gives exactly the tables, each change once and in order. LAKEHOUSE_KILL_SECONDS makes it longer, LAKEHOUSE_KILL_SEED repeats a run.
/// </summary>
public sealed class KillModelTests(PostgresFixture postgres, ITestOutputHelper output)
{
    private const int Sessions = 3;

    private static readonly string[] Columns = ["id", "body", "n"];

    [Fact]
    public async Task Whatever_is_killed_when_no_change_is_lost_or_comes_twice()
    {
        var seconds = int.Parse(Environment.GetEnvironmentVariable("LAKEHOUSE_KILL_SECONDS") ?? "15", CultureInfo.InvariantCulture);
        var seed = int.Parse(Environment.GetEnvironmentVariable("LAKEHOUSE_KILL_SEED") ?? Random.Shared.Next().ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        output.WriteLine($"LAKEHOUSE_KILL_SEED={seed}");
        var database = await postgres.CreateAsync("""
            CREATE TABLE a (id int PRIMARY KEY, body text, n int); ALTER TABLE a ALTER body SET STORAGE EXTERNAL;
            CREATE TABLE b (id int PRIMARY KEY, body text, n int); ALTER TABLE b REPLICA IDENTITY FULL; ALTER TABLE b ALTER body SET STORAGE EXTERNAL;
            INSERT INTO a SELECT i, repeat('a', i % 3 * 1500), 0 FROM generate_series(1, 300) i; INSERT INTO b SELECT * FROM a
            """);
        using var lake = new TemporaryLake();
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        var sessions = Enumerable.Range(0, Sessions).Select(session => Task.Run(() => ChangeAsync(database, new Random(seed + session), end.Token), CancellationToken.None)).ToArray();
        var kills = await KillAgainAndAgainAsync(database, lake, new Random(seed), end.Token);
        var transactions = (await Task.WhenAll(sessions)).Sum();

        await using var last = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path, TestDatabase.Capture, "--Ingestor:ChangeInterval=00:00:00.100");
        await last.UntilLoadedAsync("a");
        await last.UntilLoadedAsync("b");
        try
        {
            await Sameness.UntilAsync(database, lake, "a", 1, Columns);
            await Sameness.UntilAsync(database, lake, "b", 1, Columns);
        }
        catch
        {
            output.WriteLine(last.Log.ToString());
            throw;
        }

        output.WriteLine($"{transactions} transactions, {kills} kills, {lake.Raw.Files("a").Count + lake.Raw.Files("b").Count} files");
        Assert.True(kills > 0);
    }

    private static async Task<int> KillAgainAndAgainAsync(TestDatabase database, TemporaryLake lake, Random random, CancellationToken end)
    {
        for (var kills = 0; ; kills++)
        {
            using var process = IngestorProcess.Start(database.ConnectionString, lake.Path, TestDatabase.Capture, "--Ingestor:ChangeInterval=00:00:00.050", "--Ingestor:RowGroupRows=100", "--Ingestor:FileBytes=20000");
            var enough = Files() + random.Next(0, 12);
            while (Files() < enough && !end.IsCancellationRequested)
            {
                await Task.Delay(5, CancellationToken.None);
            }

            await Task.Delay(random.Next(0, 100), CancellationToken.None); // anywhere between two files
            await process.KillAsync();
            if (end.IsCancellationRequested)
            {
                return kills + 1;
            }
        }

        int Files() => lake.Raw.Files("a").Count + lake.Raw.Files("b").Count;
    }

    private static async Task<int> ChangeAsync(TestDatabase database, Random random, CancellationToken end)
    {
        await using var connection = await database.OpenAsync();
        var transactions = 0;
        for (; !end.IsCancellationRequested; transactions++)
        {
            var statements = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Statement(random));
            var script = $"BEGIN; {string.Join("; ", statements)}; {(random.Next(8) == 0 ? "ROLLBACK" : "COMMIT")}";
            try
            {
                await using var command = new NpgsqlCommand(script, connection);
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }
            catch (PostgresException conflict) when (conflict.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected)
            {
                await using var rollback = new NpgsqlCommand("ROLLBACK", connection);
                await rollback.ExecuteNonQueryAsync(CancellationToken.None);
            }

            await Task.Delay(random.Next(0, 15), CancellationToken.None);
        }

        return transactions;
    }

    private static string Statement(Random random)
    {
        var table = random.Next(2) == 0 ? "a" : "b";
        var id = random.Next(1, 2000);
        var body = $"repeat('{(char)('a' + random.Next(26))}', {random.Next(4) * 1500})";
        return random.Next(100) switch
        {
            < 40 => $"INSERT INTO {table} VALUES ({id}, {body}, {random.Next(1000)}) ON CONFLICT (id) DO UPDATE SET n = excluded.n",
            < 60 => $"UPDATE {table} SET n = n + 1 WHERE id BETWEEN {id} AND {id + 20}",
            < 70 => $"UPDATE {table} SET body = {body} WHERE id = {id}",
            < 80 => $"UPDATE {table} SET id = id + 5000 WHERE id = {id}",
            < 95 => $"DELETE FROM {table} WHERE id BETWEEN {id} AND {id + 5}",
            < 97 => $"INSERT INTO {table} SELECT i, {body}, 0 FROM generate_series({id + 10000}, {id + 10300}) i ON CONFLICT DO NOTHING",
            < 99 => $"SAVEPOINT s; DELETE FROM {table}; ROLLBACK TO s",
            _ => $"TRUNCATE {table}",
        };
    }
}
