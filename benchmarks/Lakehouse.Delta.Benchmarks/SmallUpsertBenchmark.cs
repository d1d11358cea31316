using System.Globalization;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Delta.Benchmarks;

/// <summary>An upsert of few rows into a large table with deletion vectors, against DuckDB finding the same keys in the same files.</summary>
internal sealed class SmallUpsertBenchmark(BenchmarkOptions options, BenchmarkFolder folder)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var rows = options.Number("rows", 20_000_000);
        await using var engine = DuckDbEngine.Open(new EngineOptions());
        var table = folder.Table("lineitem");
        await Lineitem.FillAsync(table, engine, rows, deletionVectors: true, cancellationToken);
        foreach (var batch in new[] { options.Number("batch", 1000), options.Number("batch", 1000) * 10 })
        {
            var salt = (int)batch;
            var scan = await DeltaScan.PlanAsync(await table.GetSnapshotAsync(cancellationToken), cancellationToken);
            var (ours, peer) = await Comparison.MediansAsync(
                options.Number("runs", 3),
                () => table.MergeAsync(
                    engine,
                    MergeSpec.Upsert(Lineitem.Batch(rows, batch, 90, ++salt), Lineitem.Key),
                    new WriteOptions(),
                    cancellationToken),
                () => Statements.RunAsync(engine, $"SELECT count(*) FROM read_parquet([{string.Join(", ", scan.EnginePaths.Select(path => $"'{path}'"))}]) AS t SEMI JOIN ({Lineitem.Batch(rows, batch, 90, salt)}) AS s USING (l_orderkey, l_linenumber)", cancellationToken));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"upsert of {batch:N0} rows into {rows:N0} with deletion vectors: {ours:F3} s (goal for 1,000 into 20 M: 1 s); {ours / peer:F2} of DuckDB's search for the keys ({peer:F3} s); peak memory of the process {ProcessMemory.PeakMiB:N0} MiB"));
        }
    }
}
