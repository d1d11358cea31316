using System.Diagnostics;
using Lakehouse.Ingestor.Changes;
using Lakehouse.Ingestor.Tests.Setup;
using Lakehouse.LocalPostgres;
using Npgsql;

namespace Lakehouse.Ingestor.Tests;

public sealed class FailoverTests(ITestOutputHelper output)
{
    private const string Password = "of-this-test";

    private static readonly string[] Columns = ["id", "pad"];

    /// <summary>Up to PostgreSQL 16 a standby has no logical slots; from 17 on it can have them.</summary>
    [Theory]
    [InlineData(null, 1)]
    [InlineData(18, 0)]
    public async Task A_promoted_standby_is_captured_from_like_the_primary_before_it(int? major, int reloads)
    {
        var folder = Directory.CreateTempSubdirectory("lakehouse-ingestor-pg-").FullName;
        try
        {
            var token = TestContext.Current.CancellationToken;
            var first = new PostgresServerOptions { DataDirectory = Path.Combine(folder, "first"), Password = Password, Durable = false, Major = major };
            await using (var made = await PostgresServer.StartAsync(first, token))
            {
                await new TestDatabase(made.ConnectionString).RunAsync("CREATE TABLE rows (id int PRIMARY KEY, pad text); INSERT INTO rows SELECT i, 'loaded' FROM generate_series(1, 100) i");
            }

            await using var primary = await StartPrimaryAsync(folder, first, token);
            await using var standby = await StartStandbyAsync(folder, first, primary, major is not null, token);
            using var lake = new TemporaryLake();
            var both = new NpgsqlConnectionStringBuilder(primary.ConnectionString) { Host = $"127.0.0.1:{primary.Port},127.0.0.1:{standby.Port}", TargetSessionAttributes = "primary" }.ConnectionString;
            var (before, after) = (new TestDatabase(primary.ConnectionString), new TestDatabase(standby.ConnectionString));
            await using var ingestor = await Capturing.StartAsync(new TestDatabase(both), lake, ["rows"]);
            await before.RunAsync("UPDATE rows SET pad = 'captured' WHERE id % 2 = 0");
            await Sameness.UntilAsync(before, lake, "rows", 1, Columns);
            var end = (await before.TextAsync("SELECT pg_current_wal_lsn()"))[0][0];
            await Poll.UntilAsync(async () => (await after.TextAsync($"SELECT pg_last_wal_replay_lsn() >= '{end}'{(major is null ? "" : $" AND EXISTS (SELECT FROM pg_replication_slots WHERE slot_name LIKE 'lakehouse%' AND NOT temporary AND confirmed_flush_lsn > '0/0')")}"))[0][0] == "t");

            await primary.DisposeAsync();
            await after.RunAsync("SELECT pg_promote()");
            await after.RunAsync("DELETE FROM rows WHERE id < 10; INSERT INTO rows VALUES (1000, 'on the standby')");
            try
            {
                await Sameness.UntilAsync(after, lake, "rows", 1, Columns);
                await after.RunAsync("INSERT INTO rows VALUES (1001, 'later')");
                await Sameness.UntilAsync(after, lake, "rows", 1, Columns);
            }
            catch
            {
                output.WriteLine(ingestor.Log.ToString());
                throw;
            }

            Assert.Equal([[$"{reloads}"]], RawReader.Query($"SELECT count(*) FROM {lake.Raw.Relation("rows")} WHERE Op = 'T'"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("1\t0/5000148\tno recovery target specified\n", 1u, "0/5000148")]
    [InlineData("1\t0/5000148\tno recovery target specified\n\n2\t0/6000000\tbefore 2026-11-27\n", 2u, "0/6000000")]
    [InlineData("# a remark\n3\tA/0\tno recovery target specified\n", 2u, null)]
    public void The_history_of_a_timeline_says_where_a_former_one_was_left(string history, uint former, string? expected) =>
        Assert.Equal(expected, Timelines.Parse(history, former)?.ToString());

    private static Task<PostgresServer> StartPrimaryAsync(string folder, PostgresServerOptions options, CancellationToken token)
    {
        Run("cp", "-a", options.DataDirectory!, Path.Combine(folder, "second"));
        return PostgresServer.StartAsync(options, token);
    }

    private static async Task<PostgresServer> StartStandbyAsync(string folder, PostgresServerOptions options, PostgresServer primary, bool slots, CancellationToken token)
    {
        var data = Path.Combine(folder, "second");
        await File.WriteAllTextAsync(Path.Combine(data, "standby.signal"), "", token);
        await new TestDatabase(primary.ConnectionString).RunAsync("SELECT pg_create_physical_replication_slot('standby', true)");
        var settings = new Dictionary<string, string>
        {
            ["primary_conninfo"] = $"host=127.0.0.1 port={primary.Port} user=postgres password={Password} dbname=movielens",
            ["primary_slot_name"] = "standby",
            ["hot_standby_feedback"] = "on",
        };
        if (slots)
        {
            settings["sync_replication_slots"] = "on";
        }

        return await PostgresServer.StartAsync(options with { DataDirectory = data, Settings = settings }, token);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
