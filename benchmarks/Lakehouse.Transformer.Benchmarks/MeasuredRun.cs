using System.Diagnostics;
using System.Globalization;
using Lakehouse.Pipelines;
using Lakehouse.Storage;
using Lakehouse.Transformer.Curating;
using Lakehouse.Transformer.Engines;
using Lakehouse.Transformer.Runs;
using Lakehouse.Transformer.Staging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lakehouse.Transformer.Benchmarks;

/// <summary>
/// Runs of the service's parts in a process of their own: <c>--runs</c> of them, each after a batch of <c>--rating-changes</c> and <c>--tag-changes</c>. With <c>--rebuild 1</c> they
/// build everything anew from all of raw. What it reports is the median time of the runs, or of <c>--table</c>'s part of them.
/// </summary>
internal static class MeasuredRun
{
    public const string Command = "measured-run";

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var lake = new RatingsLake(options.Text("folder")!, options.Number("ratings", 0), options.Number("tags", 0));
        var settings = new TransformerOptions { MemoryMegabytes = options.Number("memory", 1024), TempDirectory = Path.Combine(lake.Folder, "temp") };
        var pipeline = PipelineLoader.Load(SamplePipeline());
        var zones = new Lake(Zone("raw"), Zone("staged"), Zone("curated"), Zone("quality"));
        using var engines = new EnginePool(settings);
        var tables = new LakeTables(pipeline, zones, settings);
        var stager = new TableStager(pipeline, zones, tables, engines, settings, NullLogger<TableStager>.Instance);
        var executor = new RunExecutor(pipeline, stager, new ModelCurator(pipeline, tables, engines, settings), handover: null, NullLogger<RunExecutor>.Instance);
        var times = new List<double>();
        for (var batch = 0; batch < options.Number("runs", 1); batch++)
        {
            if (options.Number("tag-changes", 0) is > 0 and var tags)
            {
                lake.Change(options.Number("rating-changes", 0), tags);
            }

            var rebuild = options.Number("rebuild", 0) == 1;
            var run = new Run(RunTrigger.Request, executor.Tables, new RunOptions { Replay = rebuild, FullRefresh = rebuild });
            var clock = Stopwatch.StartNew();
            await executor.ExecuteAsync(run, cancellationToken);
            times.Add(options.Text("table") is { } table ? run.Reports.Single(report => report.Table == table).DurationSeconds!.Value : clock.Elapsed.TotalSeconds);
            foreach (var report in run.Reports.Where(report => report.State != TableState.Unchanged))
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {report.Table}: {report.State}, {report.DurationSeconds:F2} s, {report.RowsRead:N0} rows read, +{report.RowsInserted:N0} ~{report.RowsUpdated:N0} -{report.RowsDeleted:N0} {report.Refresh} {report.Reason}"));
            }

            if (run.State != RunState.Succeeded)
            {
                throw new InvalidOperationException("The run failed.");
            }

            await BuildIndexesAsync(tables, engines, cancellationToken);
        }

        times.Sort();
        Child.Report(times[times.Count / 2]);

        Uri Zone(string name) => new(Path.Combine(lake.Folder, name) + "/");
    }

    /// <summary>What the service does between runs.</summary>
    private static async Task BuildIndexesAsync(LakeTables tables, EnginePool engines, CancellationToken cancellationToken)
    {
        if (tables.Indexes is not { HasWork: true } indexes)
        {
            return;
        }

        await using var lease = await engines.RentAsync(cancellationToken);
        var clock = Stopwatch.StartNew();
        foreach (var report in await indexes.BuildAsync(lease.Engine, cancellationToken))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    between the runs: {report.Files} files of {report.Table.Segments[^1].TrimEnd('/')} with {report.Rows:N0} rows indexed by key in {clock.Elapsed.TotalSeconds:F1} s, {report.Bytes >> 20:N0} MiB"));
        }
    }

    private static string SamplePipeline()
    {
        var parent = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(parent, "Lakehouse.slnx")))
        {
            parent = Path.GetDirectoryName(parent) ?? throw new InvalidOperationException("The repository's root is not above the benchmark.");
        }

        return Path.Combine(parent, "samples", "MovieLens");
    }
}
