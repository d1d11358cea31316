using Lakehouse.Pipelines;
using Lakehouse.Transformer.Runs;
using Lakehouse.Transformer.Staging;

namespace Lakehouse.Transformer.Handover;

/// <summary>What a run with options reads: raw files for tables that are built anew or brought up to date, and inputs of models that are computed anew.</summary>
internal static class RequestedWork
{
    public static async Task<PendingWork> FindAsync(Pipeline pipeline, TableStager stager, LakeTables tables, Run run, CancellationToken cancellationToken)
    {
        var bytes = 0L;
        foreach (var table in pipeline.Staged.Where(table => run.Has(table.Merged)))
        {
            var read = !run.Options.Replays(table.Merged, out var version) ? await stager.ReadUpToAsync(table, cancellationToken)
                : version is { } from ? await stager.ReadUpToAsync(table, from, cancellationToken)
                : null;
            bytes += (await stager.NewFilesAsync(table, read, cancellationToken)).Sum(file => file.Size);
        }

        foreach (var input in pipeline.Models.Where(model => run.Options.FullRefresh && run.Has(model.Table) && run.Options.Names(model.Table)).SelectMany(model => model.DependsOn))
        {
            bytes += (await tables[input].TryGetSnapshotAsync(cancellationToken))?.TotalBytes ?? 0;
        }

        // Each request is work of its own: what was done for an earlier one is not what this one asks for.
        return new PendingWork(bytes, run.Id);
    }
}
