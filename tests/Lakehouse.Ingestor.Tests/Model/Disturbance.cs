using Lakehouse.Ingestor.Tests.Setup;

namespace Lakehouse.Ingestor.Tests.Model;

/// <summary>Kills the Ingestor, cuts its connections and restarts the server, at random instants.</summary>
internal sealed class Disturbance(RestartingServer server, TemporaryLake lake, Random random)
{
    public int Kills { get; private set; }

    public int Cuts { get; private set; }

    public int Restarts { get; private set; }

    public async Task RunAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            // Whether large transactions are streamed differs from start to start: positions must not depend on it.
            using var process = IngestorProcess.Start(
                server.Database.ConnectionString, lake.Path, TestDatabase.Capture, "--Ingestor:ChangeInterval=00:00:00.050", "--Ingestor:RowGroupRows=100", "--Ingestor:FileBytes=20000", "--Ingestor:DiscoveryInterval=00:00:00.500",
                $"--Ingestor:Streaming={random.Next(3) > 0}");
            for (var events = random.Next(0, 3); events > 0; events--)
            {
                await FilesAsync(random.Next(2, 12), end);
                await (random.Next(3) == 0 ? RestartAsync() : CutAsync());
            }

            await FilesAsync(random.Next(0, 12), end);
            await Task.Delay(random.Next(0, 100), CancellationToken.None); // anywhere between two files
            await process.KillAsync();
            Kills++;
        }
    }

    private async Task FilesAsync(int more, CancellationToken end)
    {
        for (var enough = Files() + more; Files() < enough && !end.IsCancellationRequested;)
        {
            await Task.Delay(5, CancellationToken.None);
        }
    }

    private int Files() => RandomTraffic.Tables.Sum(table => lake.Raw.Files(table).Count);

    private async Task CutAsync()
    {
        Cuts++;
        await server.Database.RunAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'lakehouse%' AND random() < 0.6");
    }

    private async Task RestartAsync()
    {
        Restarts++;
        await server.RestartAsync();
        await ResolveAsync();
    }

    /// <summary>Ends prepared transactions whose session is gone.</summary>
    public async Task ResolveAsync()
    {
        foreach (var row in await server.Database.TextAsync("SELECT gid FROM pg_prepared_xacts"))
        {
            try
            {
                await server.Database.RunAsync($"{(random.Next(2) == 0 ? "COMMIT" : "ROLLBACK")} PREPARED '{row[0]}'");
            }
            catch (Npgsql.PostgresException gone) when (gone.SqlState is "42704" or "55000")
            {
                // Its session was there after all.
            }
        }
    }
}
