namespace Lakehouse.Delta.Benchmarks;

/// <summary>Opens a snapshot once; prints the managed bytes it holds, seconds, and peak MiB.</summary>
internal static class ChildOpen
{
    public const string Command = "child-open";

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var table = DeltaTable.At(new Uri(options.Folder! + "/"));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        Snapshot? snapshot = null;
        var seconds = await Comparison.SecondsAsync(async () => snapshot = await table.GetSnapshotAsync(cancellationToken));
        var peak = ProcessMemory.PeakMiB;
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        Child.Print(held, seconds, peak, snapshot!.FileCount);
    }
}
