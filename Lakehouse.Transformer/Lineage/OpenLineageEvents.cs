using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Lakehouse.Pipelines;
using Lakehouse.Pipelines.Lineage;
using Lakehouse.Storage;
using Lakehouse.Transformer.Runs;

namespace Lakehouse.Transformer.Lineage;

/// <summary>
/// A finished run as OpenLineage's run events: <c>START</c> and <c>COMPLETE</c> or <c>FAIL</c> of the pipeline's job, and of the job of each table that the
/// run changed or could not change, as its children.
/// </summary>
internal sealed class OpenLineageEvents(Pipeline pipeline, Lake lake, string jobNamespace)
{
    private const string EventSchema = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";

    private readonly PipelineSchema schema = PipelineSchema.Of(pipeline);
    private readonly Dictionary<string, Model> models = pipeline.Models.ToDictionary(model => model.Table.ToString());
    private readonly Dictionary<string, TableReference> tables = pipeline.Staged
        .SelectMany(table => new[] { table.Merged, table.HistoryTable }).OfType<TableReference>().Concat(pipeline.Models.Select(model => model.Table))
        .ToDictionary(table => table.ToString());

    /// <summary>The events; none for a run that found nothing to do.</summary>
    public IReadOnlyList<JsonObject> Of(Run run)
    {
        var reports = run.Reports.Where(report => report.Commits > 0 || report.IsBroken).ToList();
        if (reports.Count == 0 || run.Started is not { } started)
        {
            return [];
        }

        var id = Guid.ParseExact(run.Id, "N").ToString();
        var failed = run.State is not RunState.Succeeded;
        var job = Job(pipeline.Name, OpenLineageFacets.JobType("PIPELINE"));
        var events = new List<JsonObject> { Event("START", started, new JsonObject { ["runId"] = id }, job, [], []) };
        foreach (var report in reports)
        {
            events.AddRange(Of(report, run, id));
        }

        events.Add(Event(failed ? "FAIL" : "COMPLETE", run.Finished ?? started, new JsonObject { ["runId"] = id }, job, [], []));
        return events;
    }

    private IEnumerable<JsonObject> Of(TableReport report, Run run, string parent)
    {
        var model = models.GetValueOrDefault(report.Table);
        var started = report.Started ?? run.Started!.Value;
        var facets = new JsonObject { ["parent"] = OpenLineageFacets.Parent(parent, jobNamespace, pipeline.Name) };
        if (report is { IsBroken: true, Reason: { } reason })
        {
            facets["errorMessage"] = OpenLineageFacets.Error(reason);
        }

        var job = Job($"{pipeline.Name}.{report.Table}", OpenLineageFacets.JobType(model is null ? "STAGE" : "MODEL"));
        if (model is not null)
        {
            job["facets"]!["sql"] = OpenLineageFacets.Sql(model.Sql);
        }

        var jobRun = new JsonObject { ["runId"] = ChildId(run.Id, report.Table), ["facets"] = facets };
        var inputs = model is null ? [Raw(report.Table)] : model.DependsOn.Select(table => Input(table, report)).ToList();
        yield return Event("START", started, jobRun, job, inputs, [Output(report, model)]);
        yield return Event(report.IsBroken ? "FAIL" : "COMPLETE", started + TimeSpan.FromSeconds(report.DurationSeconds ?? 0), jobRun, job, inputs, [Output(report, model)]);
    }

    private JsonObject Raw(string table)
    {
        var name = tables[table].Name;
        var source = pipeline.Staged.First(staged => staged.Name == name || staged.HistoryTable?.Name == name);
        return Dataset(ObjectStores.Open(lake.Raw).At($"{pipeline.Name}/{RawNames.Folder(pipeline.Source.Schema, source.Name)}"));
    }

    private JsonObject Input(TableReference table, TableReport report)
    {
        var dataset = Dataset(TableLocation.Of(lake, pipeline, table));
        dataset["facets"] = report.Inputs.TryGetValue(table.ToString(), out var version) ? new JsonObject { ["version"] = OpenLineageFacets.Version(version) } : [];
        return dataset;
    }

    private JsonObject Output(TableReport report, Model? model)
    {
        var table = tables[report.Table];
        var dataset = Dataset(TableLocation.Of(lake, pipeline, table));
        var facets = new JsonObject();
        if (report.Version is { } version)
        {
            facets["version"] = OpenLineageFacets.Version(version);
        }

        if (schema.ColumnsOf(table) is { } columns)
        {
            facets["schema"] = OpenLineageFacets.Schema(columns);
        }

        if (model is not null)
        {
            facets["columnLineage"] = OpenLineageFacets.ColumnLineage(LineageReader.Read(model, schema), input => NameOf(TableLocation.Of(lake, pipeline, input)));
        }

        dataset["facets"] = facets;
        dataset["outputFacets"] = new JsonObject { ["outputStatistics"] = OpenLineageFacets.Statistics(report.RowsInserted + report.RowsUpdated) };
        return dataset;
    }

    private JsonObject Job(string name, JsonObject type) => new() { ["namespace"] = jobNamespace, ["name"] = name, ["facets"] = new JsonObject { ["jobType"] = type } };

    private static JsonObject Dataset(ObjectStore store)
    {
        var (place, name) = NameOf(store);
        return new JsonObject { ["namespace"] = place, ["name"] = name };
    }

    /// <summary>As OpenLineage names them: <c>file</c> and the path, <c>s3://bucket</c> and the key.</summary>
    private static (string Namespace, string Name) NameOf(ObjectStore store) => store.Root.IsFile
        ? ("file", store.Root.LocalPath.TrimEnd('/'))
        : ($"{store.Root.Scheme}://{store.Root.Authority}", Uri.UnescapeDataString(store.Root.AbsolutePath).Trim('/'));

    private static JsonObject Event(string type, DateTimeOffset time, JsonObject run, JsonObject job, IEnumerable<JsonObject> inputs, IEnumerable<JsonObject> outputs) => new()
    {
        ["eventType"] = type,
        ["eventTime"] = time.ToString("O", CultureInfo.InvariantCulture),
        ["producer"] = OpenLineageFacets.Producer,
        ["schemaURL"] = EventSchema,
        ["run"] = run.DeepClone(),
        ["job"] = job.DeepClone(),
        ["inputs"] = new JsonArray([.. inputs.Select(input => input.DeepClone())]),
        ["outputs"] = new JsonArray([.. outputs.Select(output => output.DeepClone())]),
    };

    /// <summary>The same run and table give the same id, so that an event that is sent twice is one.</summary>
    private static string ChildId(string run, string table) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{run}/{table}")).AsSpan(0, 16)).ToString();
}
