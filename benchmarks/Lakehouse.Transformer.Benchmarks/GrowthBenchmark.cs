using System.Globalization;

namespace Lakehouse.Transformer.Benchmarks;

/// <summary>The same batches of changes on curated tables of three sizes: an incremental refresh costs what changed, not what is there.</summary>
internal sealed class GrowthBenchmark(BenchmarkOptions options)
{
    private const string Table = "curated.user_tags";
    private const int Ratings = 100_000;

    private static readonly int[] Sizes = [50_000, 500_000, 5_000_000];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var changes = options.Number("changes", 1000);
        var medians = new List<double>();
        foreach (var size in Sizes)
        {
            medians.Add(await MeasureAsync(size, changes, cancellationToken));
            Say($"{Table} of {size:N0} rows, batches of {changes:N0} changed tags: {medians[^1] * 1000:F0} ms until it is committed");
        }

        Say($"a table of {Sizes[^1] / Sizes[0]} times the rows: {medians[^1] / medians[0]:F2} times the cost (goal 2.00)");
    }

    private async Task<double> MeasureAsync(int size, int changes, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("lakehouse-benchmark-").FullName;
        try
        {
            new RatingsLake(folder, Ratings, size).Fill();
            string[] common = [MeasuredRun.Command, "--folder", folder, "--memory", Text(options.Number("memory", 1024)), "--ratings", Text(Ratings), "--tags", Text(size)];
            await Child.RunAsync(cancellationToken, common);
            return (await Child.RunAsync(cancellationToken, [.. common, "--tag-changes", Text(changes), "--runs", Text(options.Number("batches", 9)), "--table", Table])).Seconds;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
