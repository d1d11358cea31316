using System.Diagnostics;
using System.Globalization;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Delta.Benchmarks;

/// <summary>Append, scan and merge of one table, each as a ratio to what plain DuckDB needs for the same rows, or as a time.</summary>
internal sealed class TableBenchmark : IAsyncDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"delta-benchmark-{Guid.NewGuid():N}");
    private readonly DuckDbEngine engine = DuckDbEngine.Open(new EngineOptions());
    private readonly DeltaTable table;
    private readonly long rows;

    public TableBenchmark(long rows)
    {
        this.rows = rows;
        table = DeltaTable.At(new Uri(Path.Combine(folder, "table") + "/"));
    }

    private string Rows => $"SELECT i AS id, (i * 7919) % 1000003 AS part, (i % 50)::DOUBLE AS quantity, 'comment ' || (i % 1000) AS comment, DATE '1992-01-01' + (i % 2500)::INTEGER AS shipped FROM range({rows}) r(i)";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var plain = Path.Combine(folder, "plain.parquet");
        var copy = await TimeAsync(() => ExecuteAsync($"COPY ({Rows}) TO '{plain}' (FORMAT parquet, COMPRESSION snappy)", cancellationToken));
        var options = new WriteOptions { Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = "true" } };
        var append = await TimeAsync(() => table.AppendAsync(engine, Rows, options, cancellationToken));
        Report("append / DuckDB COPY", append, copy, 1.15);

        var scan = await DeltaScan.PlanAsync(await table.GetSnapshotAsync(cancellationToken), cancellationToken);
        const string Aggregate = "SELECT sum(id), sum(quantity), max(comment), min(shipped) FROM ";
        var read = await BestAsync(() => ExecuteAsync($"{Aggregate}read_parquet('{scan.EnginePaths[0]}')", cancellationToken));
        var scanned = await BestAsync(() => ExecuteAsync($"{Aggregate}{scan.Sql} AS t", cancellationToken));
        Report("scan / read_parquet", scanned, read, 1.05);

        var upsert = MergeSpec.Upsert(
            $"SELECT i * {Math.Max(1, rows / 900)} AS id, 1::BIGINT AS part, 2.0::DOUBLE AS quantity, 'new' AS comment, DATE '2000-01-01' AS shipped FROM range(1000) r(i)",
            "id");
        var merge = await TimeAsync(() => table.MergeAsync(engine, upsert, new WriteOptions(), cancellationToken));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"upsert of 1,000 rows into {rows:N0}, deletion vectors: {merge.TotalSeconds:F2} s (goal for 20 M: 1 s)"));
        var commits = await BestAsync(() => table.AppendAsync(engine, "SELECT 0::BIGINT AS id", new WriteOptions(), cancellationToken));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"append of one row: {commits.TotalMilliseconds:F1} ms"));
    }

    public async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed;
    }

    private static async Task<TimeSpan> BestAsync(Func<Task> work)
    {
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            var time = await TimeAsync(work);
            best = time < best ? time : best;
        }

        return best;
    }

    private static void Report(string name, TimeSpan ours, TimeSpan plain, double goal) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{name}: {ours / plain:F2} (goal {goal:F2}; {ours.TotalSeconds:F2} s / {plain.TotalSeconds:F2} s)"));

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = engine.Connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
