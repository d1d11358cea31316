using Lakehouse.Delta.Engine;

namespace Lakehouse.Delta.Benchmarks;

/// <summary>An append against DuckDB's COPY of the same rows with the same compression.</summary>
internal sealed class AppendBenchmark(BenchmarkOptions options, BenchmarkFolder folder)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var rows = options.Number("rows", 20_000_000);
        await using var engine = DuckDbEngine.Open(new EngineOptions());
        var source = folder.Location("source.parquet");
        await Statements.RunAsync(engine, $"COPY ({Lineitem.Select(Lineitem.Range(0, rows))}) TO '{source}' (FORMAT parquet)", cancellationToken);
        var run = 0;
        var (ours, peer) = await Comparison.MediansAsync(
            options.Number("runs", 3),
            async () =>
            {
                var table = $"table{run++}";
                await folder.Table(table).AppendAsync(engine, $"SELECT * FROM read_parquet('{source}')", new WriteOptions(), cancellationToken);
                Directory.Delete(folder.Location(table), recursive: true);
            },
            async () =>
            {
                var copy = folder.Location("copy.parquet");
                await Statements.RunAsync(engine, $"COPY (SELECT * FROM read_parquet('{source}')) TO '{copy}' (FORMAT parquet, COMPRESSION snappy)", cancellationToken);
                File.Delete(copy);
            });
        Comparison.Report($"append of {rows:N0} rows", ours, "COPY", peer, 1.15);
    }
}
