using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using ParquetSharp;

namespace Lakehouse.Ingestor.Benchmarks;

/// <summary>From a commit in Postgres to the complete file that has it, at a steady rate of small transactions.</summary>
internal static class LatencyBenchmark
{
    private const int PerSecond = 1000;

    public static async Task RunAsync(BenchmarkDatabase database, int seconds)
    {
        await database.RunAsync(ChangeScript.Tables);
        using var lake = new BenchmarkLake();
        await using var ingestor = await BenchmarkIngestor.StartAsync(database, lake);
        await ingestor.UntilCapturingAsync();
        using var stop = new CancellationTokenSource();
        var watching = Task.Run(() => WatchAsync(lake.Table("ratings"), stop.Token), CancellationToken.None);
        await ChangeAsync(database, seconds);
        await ingestor.UntilCapturedAsync((long)seconds * PerSecond);
        await stop.CancelAsync();
        var latencies = (await watching).SelectMany(file => Commits(file.Key).Select(commit => (file.Value - commit).TotalSeconds)).Order().ToArray();
        Console.WriteLine($"latency: {latencies.Length:N0} changes at {PerSecond:N0}/s, commit to complete file: median {latencies[latencies.Length / 2]:0.00} s, p95 {latencies[latencies.Length * 95 / 100]:0.00} s, most {latencies[^1]:0.00} s");
    }

    private static async Task ChangeAsync(BenchmarkDatabase database, int seconds)
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        await using var insert = new NpgsqlCommand("INSERT INTO ratings VALUES ($1, 1, 2, 4.5, now(), 'one of many')", connection);
        insert.Parameters.Add(new NpgsqlParameter<long>());
        await insert.PrepareAsync();
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < seconds * PerSecond; i++)
        {
            if (i / (double)PerSecond - clock.Elapsed.TotalSeconds is > 0.002 and var early)
            {
                await Task.Delay(TimeSpan.FromSeconds(early));
            }

            insert.Parameters[0].Value = (long)i;
            await insert.ExecuteNonQueryAsync();
        }
    }

    /// <summary>When each file was first seen under its name, to a few milliseconds.</summary>
    private static async Task<IReadOnlyDictionary<string, DateTime>> WatchAsync(string folder, CancellationToken stop)
    {
        var seen = new ConcurrentDictionary<string, DateTime>();
        for (var last = false; ; last = stop.IsCancellationRequested)
        {
            foreach (var file in Directory.EnumerateFiles(folder, "2*.parquet"))
            {
                seen.TryAdd(file, DateTime.UtcNow);
            }

            if (last)
            {
                return seen;
            }

            await Task.Delay(5, CancellationToken.None);
        }
    }

    private static IEnumerable<DateTime> Commits(string file)
    {
        using var reader = new ParquetFileReader(file);
        for (var group = 0; group < reader.FileMetaData.NumRowGroups; group++)
        {
            using var rows = reader.RowGroup(group);
            using var column = rows.Column(reader.FileMetaData.NumColumns - 3).LogicalReader<DateTime?>(); // dms_timestamp_col, change_seq, _unchanged
            foreach (var commit in column.ReadAll((int)rows.MetaData.NumRows))
            {
                yield return DateTime.SpecifyKind(commit!.Value, DateTimeKind.Utc);
            }
        }
    }
}
