using System.Globalization;
using DuckDB.NET.Data;
using Lakehouse.Delta;
using Lakehouse.Delta.Engine;
using Lakehouse.Pipelines;
using Lakehouse.Storage;
using Lakehouse.Transformer.Engines;
using Lakehouse.Transformer.Raw;

namespace Lakehouse.Transformer.Staging;

/// <summary>Brings staged tables up to date with their raw files.</summary>
internal sealed class TableStager(Pipeline pipeline, Lake lake, EnginePool engines, TransformerOptions options, ILogger<TableStager> logger)
{
    /// <summary>Takes in every new raw file of a table, in as many commits as its limits ask for.</summary>
    /// <param name="table">The table.</param>
    /// <param name="progress">Told what was done, after each commit.</param>
    /// <param name="cancellationToken">Stops between or within commits; nothing is left half done.</param>
    public async Task<StagingResult> StageAsync(StagedTable table, Action<StagingResult> progress, CancellationToken cancellationToken)
    {
        var folder = RawFolderOf(table);
        var delta = DeltaTable.At(ObjectStores.Open(lake.Staged).At($"{pipeline.Name}/{table.Name}"));
        var appId = $"raw/{pipeline.Name}/{pipeline.Source.Schema}/{table.Name}";
        var result = new StagingResult();
        while (true)
        {
            var snapshot = await delta.TryGetSnapshotAsync(cancellationToken);
            var read = snapshot is not null && snapshot.AppTransactions.TryGetValue(appId, out var version) ? version : (long?)null;
            var files = await folder.ListAfterAsync(read, cancellationToken);
            if (await LoadOf(table).WaitingAsync(files, cancellationToken) is { } loading)
            {
                return result with { Version = snapshot?.Version, Waiting = loading };
            }

            var batch = RawBatch.Take(files, read, options.MaxFilesPerCommit, options.MaxBytesPerCommit);
            result = result with { Version = snapshot?.Version, Waiting = batch.Waiting };
            if (batch.Files.Count == 0)
            {
                return result;
            }

            await using (var lease = await engines.RentAsync(cancellationToken))
            {
                result = await StageBatchAsync(lease.Engine, table, delta, snapshot, folder, batch, appId, result, cancellationToken);
            }

            progress(result);
            if (batch.Files.Count == files.Count || batch.Waiting is not null || result.Version is null)
            {
                return result;
            }
        }
    }

    /// <summary>The files of a table that were not there when raw was read up to <paramref name="read"/>; none while it is being loaded.</summary>
    public async Task<IReadOnlyList<RawFile>> NewFilesAsync(StagedTable table, long? read, CancellationToken cancellationToken)
    {
        var files = await RawFolderOf(table).ListAfterAsync(read, cancellationToken);
        return await LoadOf(table).WaitingAsync(files, cancellationToken) is null ? files : [];
    }

    private RawFolder RawFolderOf(StagedTable table) => new(Source.At(RawNames.Folder(pipeline.Source.Schema, table.Name)));

    private LoadState LoadOf(StagedTable table) => new(Source, pipeline.Source.Schema, table.Name);

    private ObjectStore Source => ObjectStores.Open(lake.Raw).At(pipeline.Name);

    private async Task<StagingResult> StageBatchAsync(
        DuckDbEngine engine, StagedTable table, DeltaTable delta, Snapshot? snapshot, RawFolder folder, RawBatch batch, string appId, StagingResult result, CancellationToken cancellationToken)
    {
        var quarantine = new Quarantine(ObjectStores.Open(lake.Quality).At($"{pipeline.Name}/quarantine/{table.Name}"));
        var readable = batch;
        while (true)
        {
            try
            {
                return await CommitAsync(engine, table, delta, snapshot, folder, batch, readable, appId, quarantine, result, cancellationToken);
            }
            catch (DuckDBException error)
            {
                var broken = await UnreadableFiles.FindAsync(engine, folder, readable, cancellationToken);
                if (broken.Count == 0)
                {
                    throw new StagingException($"Cannot stage '{table.Name}' from {readable.Files.Count} raw files ({readable.Files[0].Name} to {readable.Files[^1].Name}) in {folder.Location}: {error.Message} It is tried again.");
                }

                foreach (var (file, reason) in broken)
                {
                    var note = await quarantine.NoteFileAsync(file, folder.Location, reason, cancellationToken);
                    logger.LogError("{Table}: {File} cannot be read and is left out: {Reason} Noted in {Note}", table.Name, file.Name, reason, note);
                }

                result = result with { UnreadableFiles = [.. result.UnreadableFiles, .. broken.Select(found => found.File.Name)] };
                readable = readable with { Files = [.. readable.Files.Except(broken.Select(found => found.File))] };
                if (readable.Files.Count == 0)
                {
                    return result;
                }
            }
        }
    }

    private async Task<StagingResult> CommitAsync(
        DuckDbEngine engine, StagedTable table, DeltaTable delta, Snapshot? snapshot, RawFolder folder, RawBatch batch, RawBatch readable, string appId, Quarantine quarantine, StagingResult result, CancellationToken cancellationToken)
    {
        var staged = await StagedBatch.OpenAsync(engine, table, folder, readable, Columns(snapshot), cancellationToken);
        if (staged.Survey.Unusable > 0)
        {
            var kept = await quarantine.KeepRowsAsync(engine, staged.UnusableRows, readable, cancellationToken);
            logger.LogWarning("{Table}: {Rows:N0} of {Total:N0} rows cannot be used and are kept in {Place}", table.Name, staged.Survey.Unusable, staged.Survey.Rows, kept);
            TransformerTelemetry.Quarantined.Add(staged.Survey.Unusable, new KeyValuePair<string, object?>("table", table.Name));
        }

        await staged.ResolveMovesAsync(snapshot, cancellationToken);
        var write = new WriteOptions
        {
            Transaction = new AppTransaction(appId, batch.LastNumber),
            CommitTags = new Dictionary<string, string>
            {
                ["rawFirst"] = batch.Files[0].Name,
                ["rawLast"] = batch.Files[^1].Name,
                ["rawFiles"] = batch.Files.Count.ToString(CultureInfo.InvariantCulture),
            },
        };
        var commit = await new TableWriter(engine, delta, snapshot, write).WriteAsync(staged, cancellationToken);
        if (commit.Committed && staged.Survey.Newest is { } newest)
        {
            TransformerTelemetry.Freshness.Record(Math.Max(0, (DateTimeOffset.UtcNow - newest).TotalSeconds), new KeyValuePair<string, object?>("table", table.Name));
        }

        return result.After(readable, staged.Survey, commit);
    }

    private static IReadOnlyList<EngineColumn> Columns(Snapshot? snapshot) =>
        snapshot is null ? [] : [.. snapshot.Schema.Fields.Select(field => new EngineColumn(field.Name, DuckTypes.Of(field.Type)))];
}
