using Lakehouse.Delta.Engine;

namespace Lakehouse.Delta.Benchmarks;

/// <summary>One upsert; prints seconds, peak MiB, rows updated and inserted.</summary>
internal static class ChildMerge
{
    public const string Command = "child-merge";

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        await using var engine = DuckDbEngine.Open(new EngineOptions { MemoryLimit = options.Text("memory", "1200MB") });
        var table = DeltaTable.At(new Uri(options.Folder! + "/"));
        var spec = MergeSpec.Upsert(Lineitem.Batch(options.Number("rows", 0), options.Number("batch", 0), options.Number("matched", 100), (int)options.Number("salt", 1)), Lineitem.Key);
        CommitResult? result = null;
        var seconds = await Comparison.SecondsAsync(async () => result = await table.MergeAsync(engine, spec, new WriteOptions(), cancellationToken));
        Child.Print(seconds, ProcessMemory.PeakMiB, result!.RowsUpdated, result.RowsInserted);
    }
}
