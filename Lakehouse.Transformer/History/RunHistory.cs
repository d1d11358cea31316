using System.Text;
using Lakehouse.Delta.Engine;
using Lakehouse.Pipelines;
using Lakehouse.Storage;
using Lakehouse.Transformer.Maintenance;
using Lakehouse.Transformer.Quality;
using Lakehouse.Transformer.Runs;

namespace Lakehouse.Transformer.History;

/// <summary>
/// Writes down what runs did, below <c>{quality}/{pipeline}/</c>: the tables <c>ops/runs</c> and <c>ops/quality_results</c>, results in Great
/// Expectations' form in <c>validations/{table}/{run}.json</c>, and a page for people in <c>data_docs/{run}.html</c>.
/// </summary>
internal sealed class RunHistory(Pipeline pipeline, Lake lake, TransformerOptions options)
{
    private readonly ObjectStore quality = ObjectStores.Open(lake.Quality).At(pipeline.Name);

    /// <summary>The table <c>ops.runs</c>.</summary>
    public HistoryTable Runs { get; } = Open(lake, pipeline, "runs", RunRows.Columns);

    /// <summary>The table <c>ops.quality_results</c>.</summary>
    public HistoryTable QualityResults { get; } = Open(lake, pipeline, "quality_results", QualityRows.Columns);

    /// <summary>Writes finished runs, and what was done for tables, down: the tables get one commit each.</summary>
    public async Task WriteAsync(IReadOnlyList<Run> runs, IReadOnlyList<MaintenanceReport> maintenance, CancellationToken cancellationToken)
    {
        await using var engine = DuckDbEngine.Open(new EngineOptions { MemoryLimit = "128MiB", Threads = 1 });
        await Runs.AppendAsync(engine, [.. runs.SelectMany(run => RunRows.Of(pipeline.Name, run)), .. maintenance.Select(report => RunRows.Of(pipeline.Name, report))], cancellationToken);
        var checkedRuns = runs.Where(run => run.Reports.Any(report => report.Expectations.Count > 0)).ToList();
        if (checkedRuns.Count == 0)
        {
            return;
        }

        await QualityResults.AppendAsync(engine, [.. checkedRuns.SelectMany(run => QualityRows.Of(pipeline.Name, run))], cancellationToken);
        foreach (var run in checkedRuns)
        {
            foreach (var report in run.Reports.Where(report => report.Expectations.Count > 0))
            {
                await quality.PutAsync($"validations/{report.Table}/{run.Id}.json", Encoding.UTF8.GetBytes(ValidationJson.Of(run, report).ToJsonString()), cancellationToken);
            }

            await quality.PutAsync($"data_docs/{run.Id}.html", Encoding.UTF8.GetBytes(DataDocs.Page(pipeline.Name, run)), cancellationToken);
        }

        await IndexAsync(cancellationToken);
    }

    /// <summary>Lists the newest pages, and lets the oldest go, with their results: the table keeps what they said.</summary>
    private async Task IndexAsync(CancellationToken cancellationToken)
    {
        var pages = new List<string>();
        await foreach (var page in quality.ListAsync("data_docs/", null, cancellationToken))
        {
            if (page.Path.EndsWith(".html", StringComparison.Ordinal) && Path.GetFileNameWithoutExtension(page.Path) is { Length: 32 } id)
            {
                pages.Add(id);
            }
        }

        pages.Reverse();
        foreach (var id in pages.Skip(options.QualityPagesKept))
        {
            await quality.DeleteAsync($"data_docs/{id}.html", cancellationToken);
            foreach (var model in pipeline.Models)
            {
                await quality.DeleteAsync($"validations/{model.Table}/{id}.json", cancellationToken);
            }
        }

        await quality.PutAsync("data_docs/index.html", Encoding.UTF8.GetBytes(DataDocs.Index(pipeline.Name, pages.Take(options.QualityPagesKept))), cancellationToken);
    }

    private static HistoryTable Open(Lake lake, Pipeline pipeline, string name, (string Name, string Type)[] columns) =>
        new(ObjectStores.Open(lake.Quality).At($"{pipeline.Name}/ops/{name}"), columns);
}
