using System.Globalization;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Delta.Benchmarks;

/// <summary>An upsert of 1 % of a large table, in a process of its own, against DuckDB's COPY of the whole table.</summary>
internal sealed class LargeUpsertBenchmark(BenchmarkOptions options, BenchmarkFolder folder)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var rows = options.Number("rows", 60_000_000);
        var batch = options.Number("batch", rows / 100);
        var vectors = options.Text("vectors", "false");
        var location = folder.Location("lineitem");
        var table = folder.Table("lineitem");
        double peer;
        await using (var engine = DuckDbEngine.Open(new EngineOptions { MemoryLimit = "4GB" }))
        {
            await Lineitem.FillAsync(table, engine, rows, vectors == "true", cancellationToken);
            var scan = await DeltaScan.PlanAsync(await table.GetSnapshotAsync(cancellationToken), cancellationToken);
            var copy = folder.Location("copy.parquet");
            peer = await Comparison.SecondsAsync(() => Statements.RunAsync(engine, $"COPY (SELECT * FROM {scan.Sql} AS t) TO '{copy}' (FORMAT parquet, COMPRESSION snappy)", cancellationToken));
            File.Delete(copy);
        }

        var salt = 0;
        foreach (var matched in options.Text("matched", "10,50,100").Split(','))
        {
            for (var run = 0; run < options.Number("runs", 1); run++)
            {
                salt++;
                var result = await Child.RunAsync(
                    cancellationToken, ChildMerge.Command, "--folder", location, "--rows", rows.ToString(CultureInfo.InvariantCulture), "--batch", batch.ToString(CultureInfo.InvariantCulture),
                    "--matched", matched, "--salt", salt.ToString(CultureInfo.InvariantCulture), "--memory", options.Text("memory", "1200MB"));
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"upsert of {batch:N0} rows, {matched} % matched, into {rows:N0}{(vectors == "true" ? " with deletion vectors" : "")}: {result[0]:F1} s (goal 60 s), peak memory {result[1]:N0} MiB (goal 2,048); {result[0] / peer:F2} of DuckDB's COPY of the table ({peer:F1} s); updated {result[2]:N0}, inserted {result[3]:N0}"));
            }
        }
    }
}
