using System.Globalization;

namespace Lakehouse.Transformer.Benchmarks;

/// <summary>The first load of many ratings against one statement of DuckDB, then small batches of changes against that load.</summary>
internal sealed class RatingsBenchmark(BenchmarkOptions options)
{
    private const int TagsAmongChanges = 10; // one change in so many

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var ratings = options.Number("ratings", 20_000_000);
        var changes = options.Number("changes", 1000);
        var memory = options.Number("memory", 1024).ToString(CultureInfo.InvariantCulture);
        var folder = options.Text("folder") ?? Directory.CreateTempSubdirectory("lakehouse-benchmark-").FullName;
        var tags = options.Number("tags", ratings / 40);
        var lake = new RatingsLake(folder, ratings, tags);
        try
        {
            lake.Fill();
            string[] common = ["--folder", folder, "--memory", memory, "--ratings", ratings.ToString(CultureInfo.InvariantCulture), "--tags", tags.ToString(CultureInfo.InvariantCulture)];
            var peer = await Child.RunAsync(cancellationToken, [PlainDuckDb.Command, .. common]);
            var load = await Child.RunAsync(cancellationToken, [MeasuredRun.Command, .. common]);
            Say($"first load of {ratings:N0} ratings: {load.Seconds / peer.Seconds:F2} of one statement of DuckDB (goal 1.30; {load.Seconds:F1} s / {peer.Seconds:F1} s)");
            Say($"peak memory: {load.PeakMiB:N0} MiB (goal 2,048; DuckDB {peer.PeakMiB:N0} MiB with a limit of {memory} MiB)");
            var batch = await Child.RunAsync(cancellationToken, [MeasuredRun.Command, .. common, "--rating-changes", (changes - (changes / TagsAmongChanges)).ToString(CultureInfo.InvariantCulture), "--tag-changes", (changes / TagsAmongChanges).ToString(CultureInfo.InvariantCulture), "--runs", options.Number("batches", 5).ToString(CultureInfo.InvariantCulture)]);
            var rebuild = await Child.RunAsync(cancellationToken, [MeasuredRun.Command, .. common, "--rebuild", "1"]);
            Say($"batch of {changes:N0} changes: {batch.Seconds:F2} s (goal 2.00), 1/{rebuild.Seconds / batch.Seconds:F1} of a full rebuild (goal 1/20; {rebuild.Seconds:F1} s from all of raw to both curated tables); peak memory {batch.PeakMiB:N0} MiB");
        }
        finally
        {
            if (options.Text("folder") is null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
