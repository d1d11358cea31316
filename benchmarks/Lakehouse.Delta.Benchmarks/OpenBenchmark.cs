using System.Globalization;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Delta.Benchmarks;

/// <summary>Opening the latest snapshot of a table with many files, against DuckDB reading the same checkpoint's add column and the commits.</summary>
internal sealed class OpenBenchmark(BenchmarkOptions options, BenchmarkFolder folder)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var (files, commits) = (options.Number("files", 100_000), options.Number("commits", 1000));
        var location = folder.Location("table");
        await using var engine = DuckDbEngine.Open(new EngineOptions());
        var checkpoint = await LargeLog.WriteAsync(engine, location, files, commits, cancellationToken);
        var (ours, peer) = await Comparison.MediansAsync(
            options.Number("runs", 15),
            () => folder.Table("table").GetSnapshotAsync(cancellationToken), // a handle keeps the last snapshot
            () => Statements.RunAsync(
                engine,
                $"CREATE OR REPLACE TEMP TABLE added AS SELECT \"add\" FROM read_parquet('{checkpoint}'); "
                + $"CREATE OR REPLACE TEMP TABLE commits AS SELECT * FROM read_json('{location}/_delta_log/*.json', format = 'newline_delimited', columns = {{\"add\": 'JSON', \"remove\": 'JSON', commitInfo: 'JSON'}})",
                cancellationToken),
            warmUp: 20); // until then the just-in-time compiler is a part of it; the first open in a new process is told below
        Comparison.Report($"opening {files:N0} files and {commits:N0} commits", ours, "DuckDB reading the same", peer, 1.5);
        var memory = await Child.RunAsync(cancellationToken, ChildOpen.Command, "--folder", location);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"memory of the snapshot: {memory[0] / files:F0} bytes of managed memory a file (goal 1,024); first open in a new process {memory[1]:F3} s, its peak memory {memory[2]:N0} MiB"));
    }
}
