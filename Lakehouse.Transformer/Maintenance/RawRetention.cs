using Lakehouse.Pipelines;
using Lakehouse.Storage;
using Lakehouse.Transformer.Engines;
using Lakehouse.Transformer.Raw;
using Lakehouse.Transformer.Staging;

namespace Lakehouse.Transformer.Maintenance;

/// <summary>Deletes raw files that are old and staged, never those that are not staged yet, or that a replay needs.</summary>
internal sealed class RawRetention(Pipeline pipeline, Lake lake, TableStager stager, EnginePool engines)
{
    /// <returns>What was done; null when nothing had to be.</returns>
    public Task<MaintenanceReport?> ApplyAsync(CaredTable cared, MaintenanceOptions options, CancellationToken cancellationToken) => TableCare.ReportAsync(cared, "retention of raw", async () =>
    {
        if (cared.Raw is not { } table || options.RawRetention is not { } retention || await ReadByAllAsync(table, cancellationToken) is not { } read)
        {
            return null;
        }

        var source = ObjectStores.Open(lake.Raw).At(pipeline.Name);
        var store = source.At(RawNames.Folder(pipeline.Source.Schema, table.Name));
        var folder = new RawFolder(store);
        var staged = (await folder.ListAfterAsync(null, cancellationToken)).Where(file => file.Number <= read).ToList();
        var before = DateTimeOffset.UtcNow - retention;
        if (!staged.Exists(file => file.Modified < before))
        {
            return null;
        }

        // A table that was emptied needs nothing from before; else a replay from all of raw needs every file.
        var emptied = await LastEmptiedAsync(folder, staged, cancellationToken);
        var old = staged.TakeWhile(file => file.Modified < before && (!options.KeepRawForReplay || file.Number < emptied)).ToList();
        if (old.Count == 0)
        {
            return null;
        }

        var reach = new RawReach(source, pipeline.Source.Schema, table.Name);
        await (old[^1].Number >= (emptied ?? 0) ? reach.WriteAsync(old[^1].Number, cancellationToken) : reach.WriteNotNeededAsync(old[^1].Number, cancellationToken));

        foreach (var file in old)
        {
            await store.DeleteAsync(file.Name, cancellationToken);
        }

        return (old.Count, null, $"{old.Count} raw files ({old.Sum(file => file.Size):N0} bytes) that are staged deleted, {old[0].Name} to {old[^1].Name}");
    });

    /// <summary>Number of the last file that the table has read, and its history where it keeps one; null while one of them has none.</summary>
    private async Task<long?> ReadByAllAsync(StagedTable table, CancellationToken cancellationToken)
    {
        var read = await stager.ReadUpToAsync(table, cancellationToken);
        return table.History && read is { } merged ? await stager.ForHistory().ReadUpToAsync(table, cancellationToken) is { } kept ? Math.Min(merged, kept) : null : read;
    }

    /// <summary>Number of the last staged file with a row 'T', which empties the table; null when there is none.</summary>
    private async Task<long?> LastEmptiedAsync(RawFolder folder, IReadOnlyList<RawFile> staged, CancellationToken cancellationToken)
    {
        var changes = staged.Where(file => !file.IsLoad).ToList();
        if (changes.Count == 0)
        {
            return null;
        }

        await using var lease = await engines.RentAsync(cancellationToken);
        var scan = RawRows.Scan([.. changes.Select(folder.EnginePath)]);
        var found = await lease.Engine.QueryAsync($"SELECT max(file_index) FROM {scan} WHERE \"Op\" = 'T'", row => row.IsDBNull(0) ? (long?)null : row.Number(0), cancellationToken);
        return found[0] is { } index ? changes[(int)index].Number : null;
    }
}
