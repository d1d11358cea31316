using System.Diagnostics;
using System.Globalization;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Delta.Benchmarks;

/// <summary>Small appends to one table, on a disk and in memory, where fsync costs nothing.</summary>
internal static class CommitBenchmark
{
    private const int Commits = 100;
    private const string Memory = "/dev/shm";

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        await MeasureAsync(Path.GetTempPath(), "disk", cancellationToken);
        if (Directory.Exists(Memory))
        {
            await MeasureAsync(Memory, "memory: without fsync cost (goal 5 ms)", cancellationToken);
        }
    }

    private static async Task MeasureAsync(string parent, string where, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(parent, $"commit-benchmark-{Guid.NewGuid():N}");
        await using var engine = DuckDbEngine.Open(new EngineOptions());
        try
        {
            var table = DeltaTable.At(new Uri(folder + "/"));
            var milliseconds = new List<double>();
            var processor = TimeSpan.Zero;
            for (var i = 0; i < Commits; i++)
            {
                processor = i == Commits / 10 ? Environment.CpuUsage.TotalTime : processor;
                var watch = Stopwatch.StartNew();
                await table.AppendAsync(engine, $"SELECT {i} AS id, 'text' AS name", new WriteOptions(), cancellationToken);
                milliseconds.Add(watch.Elapsed.TotalMilliseconds);
            }

            processor = (Environment.CpuUsage.TotalTime - processor) / (Commits - (Commits / 10));
            var later = milliseconds[(Commits / 10)..].Order().ToArray();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"append of one row, {where}: best {later[0]:F1} ms, median {later[later.Length / 2]:F1} ms, processor time {processor.TotalMilliseconds:F1} ms, mean with checkpoints {later.Average():F1} ms, p95 {later[later.Length * 95 / 100]:F1} ms"));
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}
