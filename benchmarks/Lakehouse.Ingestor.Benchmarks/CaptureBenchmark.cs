using System.Diagnostics;

namespace Lakehouse.Ingestor.Benchmarks;

/// <summary>The whole service captures changes into files, in turn with <c>pg_recvlogical</c> that writes the same changes to /dev/null.</summary>
internal static class CaptureBenchmark
{
    private const string Peer = "peer";

    /// <param name="database">A fresh one.</param>
    /// <param name="changes">Changes of each round.</param>
    /// <param name="rounds">Rounds; each makes changes of its own.</param>
    /// <param name="perTransaction">Changes of one transaction.</param>
    public static async Task RunAsync(BenchmarkDatabase database, long changes, int rounds, int perTransaction)
    {
        await database.RunAsync(ChangeScript.Tables);
        using var lake = new BenchmarkLake();
        await using (var first = await BenchmarkIngestor.StartAsync(database, lake))
        {
            await first.UntilCapturingAsync();
        }

        var publication = await database.ScalarAsync<string>("SELECT pubname::text FROM pg_publication");
        await database.RunAsync($"SELECT pg_create_logical_replication_slot('{Peer}', 'pgoutput')");
        Console.WriteLine($"capture: {changes:N0} changes in transactions of {perTransaction:N0}, {rounds} rounds");
        var (drains, captures) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            await database.RunAsync(ChangeScript.Make(changes, perTransaction));
            drains.Add(await DrainAsync(database, publication));
            captures.Add(await CaptureAsync(database, lake, changes));
            lake.DeleteChangeFiles();
        }

        Console.WriteLine($"  pg_recvlogical {drains.Min():0.00} s, {changes / drains.Min():N0} changes/s");
        Console.WriteLine($"  capture        {captures.Min():0.00} s, {changes / captures.Min():N0} changes/s, ratio {drains.Min() / captures.Min():0.00}");
        await database.RunAsync($"SELECT pg_drop_replication_slot('{Peer}')");
    }

    private static async Task<double> DrainAsync(BenchmarkDatabase database, string publication)
    {
        var end = await database.ScalarAsync<string>("SELECT pg_current_wal_lsn()::text");
        var start = new ProcessStartInfo("pg_recvlogical") { UseShellExecute = false };
        string[] arguments =
        [
            $"--dbname={database.Uri}", $"--slot={Peer}", "--start", "--no-loop", "--file=/dev/null", $"--endpos={end}",
            "--option=proto_version=1", $"--option=publication_names={publication}",
        ];
        Array.ForEach(arguments, start.ArgumentList.Add);
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? clock.Elapsed.TotalSeconds : throw new InvalidOperationException($"pg_recvlogical ended with {process.ExitCode}.");
    }

    private static async Task<double> CaptureAsync(BenchmarkDatabase database, BenchmarkLake lake, long changes)
    {
        using var process = Process.GetCurrentProcess();
        var (clock, before) = (Stopwatch.StartNew(), process.TotalProcessorTime);
        await using var ingestor = await BenchmarkIngestor.StartAsync(database, lake);
        await ingestor.UntilCapturedAsync(changes);
        var seconds = clock.Elapsed.TotalSeconds;
        process.Refresh();
        Console.WriteLine($"  one round: {seconds:0.00} s, {(process.TotalProcessorTime - before).TotalSeconds:0.00} s of processor time");
        return seconds;
    }
}
