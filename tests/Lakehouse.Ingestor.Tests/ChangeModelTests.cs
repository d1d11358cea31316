using System.Globalization;
using Lakehouse.Ingestor.Tests.Model;
using Lakehouse.Ingestor.Tests.Setup;

namespace Lakehouse.Ingestor.Tests;

/// <summary>
/// Random transactions from several sessions, and changes of columns between them, run while the Ingestor is killed with SIGKILL, its connections cut and the server
/// restarted; in the end replaying the raw files gives exactly the tables, each change once and in order. LAKEHOUSE_MODEL_SECONDS makes it longer, LAKEHOUSE_MODEL_SEED
/// draws the same statements again.
/// </summary>
public sealed class ChangeModelTests(ITestOutputHelper output)
{
    private const int Sessions = 3;

    [Theory]
    [InlineData(null)]
    [InlineData(18)]
    public async Task Whatever_is_killed_or_cut_no_change_is_lost_or_comes_twice(int? major)
    {
        var seconds = int.Parse(Environment.GetEnvironmentVariable("LAKEHOUSE_MODEL_SECONDS") ?? "20", CultureInfo.InvariantCulture);
        var seed = int.Parse(Environment.GetEnvironmentVariable("LAKEHOUSE_MODEL_SEED") ?? Random.Shared.Next().ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        await using var server = await RestartingServer.StartAsync(major);
        output.WriteLine($"PostgreSQL {server.Version}, LAKEHOUSE_MODEL_SEED={seed}");
        await server.Database.RunAsync(RandomTraffic.Script);
        using var lake = new TemporaryLake();
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        var sessions = Enumerable.Range(0, Sessions).Select(session => Task.Run(() => new RandomTraffic(server.Database, new Random(seed + session), $"s{session}").RunAsync(end.Token), CancellationToken.None)).ToArray();
        var schema = Task.Run(() => new RandomSchema(server.Database, new Random(seed - 1)).RunAsync(end.Token), CancellationToken.None);
        var disturbance = new Disturbance(server, lake, new Random(seed));
        await disturbance.RunAsync(end.Token);
        var transactions = (await Task.WhenAll(sessions)).Sum();
        var columns = await schema;
        await disturbance.ResolveAsync();

        await using var last = await RunningIngestor.StartAsync(server.Database.ConnectionString, lake.Path, TestDatabase.Capture, "--Ingestor:ChangeInterval=00:00:00.100");
        try
        {
            foreach (var table in RandomTraffic.Tables)
            {
                await last.UntilLoadedAsync(table);
                var names = await server.Database.TextAsync($"SELECT attname FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum");
                await Sameness.UntilAsync(server.Database, lake, table, 1, [.. names.Select(row => row[0]!)]);
            }
        }
        catch
        {
            output.WriteLine(last.Log.ToString());
            throw;
        }

        output.WriteLine($"{transactions} transactions, {columns} changes of columns, {disturbance.Kills} kills, {disturbance.Cuts} cuts, {disturbance.Restarts} restarts, {RandomTraffic.Tables.Sum(table => lake.Raw.Files(table).Count)} files");
        Assert.True(disturbance.Kills > 0);
    }
}
