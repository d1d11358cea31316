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
        var rows = workload.Rows;
        Console.WriteLine($"{workload.Name}: {rows:N0} rows, {table.Columns.Count} columns, {table.Storage[0].Bytes >> 20} MiB, {rounds} rounds");

        var drains = new List<Measurement>();
        var loads = new Dictionary<RawCompression, List<Measurement>> { [RawCompression.Snappy] = [], [RawCompression.Zstd] = [] };
        for (var round = 0; round < rounds; round++)
        {
            drains.Add(await Measurement.OfAsync(() => DrainAsync(connection, copy)));
            foreach (var (compression, measured) in loads)
            {
                measured.Add(await Measurement.OfAsync(() => LoadAsync(connection, table, copy, compression)));
            }
        }

        // The best round counts. The first one also compiles the program (tiered JIT): it is shown.
        var drain = drains.MinBy(round => round.Seconds)!;
        Console.WriteLine($"  drain  {drain}, {rows / drain.Seconds:N0} rows/s; first {drains[0].Seconds:0.00} s");
        foreach (var (compression, measured) in loads)
        {
            var load = measured.MinBy(round => round.Seconds)!;
            Console.WriteLine($"  {compression,-6} {load}, {rows / load.Seconds:N0} rows/s; first {measured[0].Seconds:0.00} s; ratio {drain.Seconds / load.Seconds:0.00}");
        }
    }

    private static async Task DrainAsync(NpgsqlConnection connection, string copy)
    {
        var buffer = new byte[1 << 18];
        await using var stream = await connection.BeginRawBinaryCopyAsync(copy);
        while (await stream.ReadAsync(buffer, CancellationToken.None) > 0)
        {
        }
    }

    private static async Task LoadAsync(NpgsqlConnection connection, SourceTable table, string copy, RawCompression compression)
    {
        var folder = Directory.CreateTempSubdirectory("lakehouse-benchmark-").FullName;
        try
        {
            using var metrics = new IngestorMetrics();
            using var largeValues = new SemaphoreSlim(1);
            var store = ObjectStores.Open(new Uri(folder));
            using var files = await RawFileSequence.ContinueAsync(store, CancellationToken.None);
            var target = new RangeCopyTarget(
                table.Name, store, new RawSchema(table.Columns), new LoadConstants("I", 0, new ChangeSequence(1, 1).ToString()), files.PublishLoadAsync,
                new TableProgress(table.Name, metrics), largeValues, new LoadOptions { Compression = compression });
            await using var load = new RangeCopy(target, new LoadPosition(1, 0, 0, Complete: false));
            await using var stream = await connection.BeginRawBinaryCopyAsync(copy);
            await load.RunAsync(stream, CancellationToken.None);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
