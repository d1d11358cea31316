using System.Diagnostics;
using Lakehouse.Ingestor.Copying;
using Lakehouse.Ingestor.Raw;
using Lakehouse.Ingestor.Source;
using Lakehouse.Ingestor.Status;
using Lakehouse.Storage;
using Npgsql;

namespace Lakehouse.Ingestor.Benchmarks;

/// <summary>Loads a table through one COPY, in turn with draining the same COPY to nowhere, and prints the best of each.</summary>
internal static class LoadBenchmark
{
    public static async Task RunAsync(BenchmarkDatabase database, Workload workload, int rounds)
    {
        await database.RunAsync(workload.Script);
        await using var connection = await database.Source.OpenConnectionAsync();
        var table = (await SourceCatalog.ReadAsync(connection, new TableSelection(["public"], [workload.Name], []), CancellationToken.None))[0];
        var copy = CopyCommand.For(table.Columns, new PageRange(table.Name, null, null, Heap: true));
        var rows = table.EstimatedRows;
        Console.WriteLine($"{workload.Name}: about {rows:N0} rows, {table.Columns.Count} columns, {table.Storage[0].Bytes >> 20} MiB, {rounds} rounds");

        var drains = new List<double>();
        var loads = new Dictionary<RawCompression, List<double>> { [RawCompression.Snappy] = [], [RawCompression.Zstd] = [] };
        for (var round = 0; round < rounds; round++)
        {
            drains.Add(await DrainAsync(connection, copy));
            foreach (var (compression, seconds) in loads)
            {
                seconds.Add(await LoadAsync(connection, table, copy, compression));
            }
        }

        Console.WriteLine($"  drain  {drains.Min():0.00} s, {rows / drains.Min():N0} rows/s");
        foreach (var (compression, seconds) in loads)
        {
            Console.WriteLine($"  {compression,-6} {seconds.Min():0.00} s, {rows / seconds.Min():N0} rows/s, ratio {drains.Min() / seconds.Min():0.00}");
        }
    }

    private static async Task<double> DrainAsync(NpgsqlConnection connection, string copy)
    {
        var buffer = new byte[1 << 18];
        var clock = Stopwatch.StartNew();
        await using var stream = await connection.BeginRawBinaryCopyAsync(copy);
        while (await stream.ReadAsync(buffer, CancellationToken.None) > 0)
        {
        }

        return clock.Elapsed.TotalSeconds;
    }

    private static async Task<double> LoadAsync(NpgsqlConnection connection, SourceTable table, string copy, RawCompression compression)
    {
        var folder = Directory.CreateTempSubdirectory("lakehouse-benchmark-").FullName;
        try
        {
            using var metrics = new IngestorMetrics();
            using var largeValues = new SemaphoreSlim(1);
            var store = ObjectStores.Open(new Uri(folder));
            using var files = await RawFileSequence.ContinueAsync(store, CancellationToken.None);
            var target = new RangeCopyTarget(
                table.Name, store, new RawSchema(table.Columns), new LoadConstants("I", 0, new ChangeSequence(1, 1).ToString()), files,
                new TableProgress(table.Name, metrics), largeValues, new LoadOptions { Compression = compression });
            var clock = Stopwatch.StartNew();
            await using var load = new RangeCopy(target, new LoadPosition(1, 0, 0, Complete: false));
            await using var stream = await connection.BeginRawBinaryCopyAsync(copy);
            await load.RunAsync(stream, CancellationToken.None);
            return clock.Elapsed.TotalSeconds;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
