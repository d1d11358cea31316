using System.Globalization;
using Lakehouse.Delta;
using Lakehouse.Pipelines;
using Lakehouse.Storage;
using Lakehouse.Transformer.Curating;
using Lakehouse.Transformer.Staging;

namespace Lakehouse.Transformer.Planning;

/// <summary>Says what a run would do and why, without doing it: it lists files and reads logs, never rows.</summary>
internal sealed class RunPlanner(Pipeline pipeline, Lake lake, TableStager stager, TransformerOptions options)
{
    /// <summary>The plan, in the order of the graph.</summary>
    public async Task<IReadOnlyList<PlannedTable>> PlanAsync(CancellationToken cancellationToken)
    {
        var plan = new Dictionary<TableReference, PlannedTable>();
        foreach (var table in pipeline.Staged)
        {
            plan[table.Merged] = await PlanAsync(stager, table, table.Merged, cancellationToken);
            if (table.HistoryTable is { } history)
            {
                plan[history] = await PlanAsync(stager.ForHistory(), table, history, cancellationToken);
            }
        }

        foreach (var model in pipeline.Models)
        {
            plan[model.Table] = await PlanAsync(model, plan, cancellationToken);
        }

        return [.. plan.Values];
    }

    private async Task<PlannedTable> PlanAsync(TableStager stager, StagedTable table, TableReference reference, CancellationToken cancellationToken)
    {
        var snapshot = await Table(reference).TryGetSnapshotAsync(cancellationToken);
        var files = await stager.PendingFilesAsync(table, cancellationToken);
        var bytes = files.Sum(file => file.Size);
        var first = new PlannedTable(reference, PlannedAction.Nothing, "there is no new raw file that is complete") { Version = snapshot?.Version };
        return files.Count == 0
            ? snapshot is null ? first with { Action = PlannedAction.Wait, Why = "there are no raw files yet, or they are still being loaded" } : first
            : first with
            {
                Action = PlannedAction.Merge,
                Why = string.Create(CultureInfo.InvariantCulture, $"{files.Count:N0} new raw file{(files.Count == 1 ? "" : "s")}, {bytes:N0} bytes: {files[0].Name}{(files.Count > 1 ? $" … {files[^1].Name}" : "")}"),
                Files = [.. files.Select(file => file.Name)],
                Bytes = bytes,
            };
    }

    private async Task<PlannedTable> PlanAsync(Model model, Dictionary<TableReference, PlannedTable> plan, CancellationToken cancellationToken)
    {
        var delta = Table(model.Table);
        var snapshot = await delta.TryGetSnapshotAsync(cancellationToken);
        var planned = new PlannedTable(model.Table, PlannedAction.Nothing, "no input has a new version") { Version = snapshot?.Version };
        var snapshots = new Dictionary<TableReference, Snapshot>();
        foreach (var table in model.DependsOn)
        {
            if (await Table(table).TryGetSnapshotAsync(cancellationToken) is { } input)
            {
                snapshots.Add(table, input);
            }
            else if (plan.GetValueOrDefault(table) is not { Changes: true })
            {
                return planned with { Action = PlannedAction.Wait, Why = $"{table} does not exist yet" };
            }
        }

        var news = model.DependsOn.Where(table => plan.GetValueOrDefault(table) is { Changes: true }).ToList();
        if (snapshots.Count < model.DependsOn.Count || snapshot is null)
        {
            return planned with { Action = PlannedAction.Full, Why = "it is the first time with this SQL and these inputs" };
        }

        var inputs = new ModelInputs(model, snapshots);
        var appId = inputs.AppId(pipeline.Name);
        var recorded = snapshot.AppTransactions.TryGetValue(appId, out var progress) ? progress : (long?)null;
        if (news.Count == 0 && recorded >= inputs.Progress)
        {
            return planned;
        }

        var versions = recorded is { } before ? await RecordedInputs.FindAsync(delta, appId, before, cancellationToken) : null;
        if (news.Count == 0 && versions is not null && !await InputNews.AnyAsync(inputs, versions, Table, cancellationToken))
        {
            return planned with { Why = "its inputs have new versions with the same rows" };
        }

        var decided = await RefreshPlan.DecideAsync(inputs, versions, null, options, Table, cancellationToken);
        return decided.Analysis is not { } analysis
            ? planned with { Action = PlannedAction.Full, Why = decided.Why["full: ".Length..] }
            : planned with { Action = PlannedAction.Incremental, Why = Explain(analysis, news.Count > 0 ? news : [.. inputs.Snapshots.Where(input => versions![input.Key.ToString()] < input.Value.Version).Select(input => input.Key)]) };
    }

    private string Explain(ModelAnalysis analysis, IReadOnlyList<TableReference> changed)
    {
        var kept = analysis.Aggregates is { } aggregates ? $", from aggregates of {string.Join(" and ", aggregates.Selects.Select(select => select.Table).Distinct())} that a running Transformer keeps" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"the keys ({string.Join(", ", analysis.Origin.KeyColumns)}) of what changes in {string.Join(" and ", changed)}{kept}; all of it if more than {options.LargestIncrementalShare:P0} of the inputs' bytes change");
    }

    private DeltaTable Table(TableReference table) => DeltaTable.At(TableLocation.Of(lake, pipeline, table));
}
