using Lakehouse.Delta.Engine;

namespace Lakehouse.Delta.Benchmarks;

/// <summary>An aggregate over a snapshot against the same over DuckDB's own read_parquet of the same files.</summary>
internal sealed class ScanBenchmark(BenchmarkOptions options, BenchmarkFolder folder)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var rows = options.Number("rows", 20_000_000);
        await using var engine = DuckDbEngine.Open(new EngineOptions());
        var table = folder.Table("lineitem");
        await Lineitem.FillAsync(table, engine, rows, deletionVectors: false, cancellationToken);
        var scan = await DeltaScan.PlanAsync(await table.GetSnapshotAsync(cancellationToken), cancellationToken);
        var files = string.Join(", ", scan.EnginePaths.Select(path => $"'{path}'"));
        const string Aggregate = "SELECT sum(l_orderkey), sum(l_quantity), sum(l_extendedprice * (1 - l_discount)), max(l_comment), min(l_shipdate), max(l_shipmode) FROM ";
        var (ours, peer) = await Comparison.MediansAsync(
            options.Number("runs", 5),
            () => Statements.RunAsync(engine, $"{Aggregate}{scan.Sql} AS t", cancellationToken),
            () => Statements.RunAsync(engine, $"{Aggregate}read_parquet([{files}])", cancellationToken));
        Comparison.Report($"scan of {rows:N0} rows", ours, "read_parquet", peer, 1.05);
    }
}
