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
internal sealed class TableStager(Pipeline pipeline, Lake lake, LakeTables tables, EnginePool engines, TransformerOptions options, ILogger<TableStager> logger, bool history = false)
{
    /// <summary>The same for the tables' history, which keeps a record of its own of how far it has read raw.</summary>
    public TableStager ForHistory() => new(pipeline, lake, tables, engines, options, logger, history: true);

    /// <summary>Takes in every new raw file of a table, in as many commits as its limits ask for.</summary>
    /// <param name="table">The table.</param>
    /// <param name="progress">Told what was done, after each commit.</param>
    /// <param name="cancellationToken">Stops between or within commits; nothing is left half done.</param>
    public async Task<StagingResult> StageAsync(StagedTable table, Action<StagingResult> progress, CancellationToken cancellationToken)
    {
        var folder = RawFolderOf(table);
        var delta = TableOf(table);
        var result = new StagingResult();
        var tried = long.MinValue; // no commit says that a batch was read none of whose files can be
        while (true)
        {
            var snapshot = await delta.TryGetSnapshotAsync(cancellationToken);
            var committed = snapshot is null ? null : ReadUpTo(snapshot, table);
            var read = tried > (committed ?? long.MinValue) ? tried : committed;
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
                result = await StageBatchAsync(lease.Engine, table, delta, snapshot, folder, batch, result, replay: false, cancellationToken);
            }

            progress(result);
            if (batch.Files.Count == files.Count || batch.Waiting is not null)
            {
                return result;
            }

            tried = batch.LastNumber;
        }
    }

    /// <summary>
    /// Builds a table anew from raw, in one commit, so that nobody ever sees part of it: from all files, or from the rows of an earlier version and
    /// the files that came after it.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="version">The version; null for all of raw.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <exception cref="StagingException">Raw does not reach back that far.</exception>
    /// <exception cref="VersionNotFoundException">There is no such version any more.</exception>
    public async Task<StagingResult> ReplayAsync(StagedTable table, long? version, CancellationToken cancellationToken)
    {
        var folder = RawFolderOf(table);
        var delta = TableOf(table);
        var from = version is { } wanted ? await delta.GetSnapshotAsync(wanted, cancellationToken) : null;
        var read = from is null ? null : ReadUpTo(from, table);
        var files = await folder.ListAfterAsync(read, cancellationToken);
        if (await LoadOf(table).WaitingAsync(files, cancellationToken) is { } loading)
        {
            return new StagingResult { Version = (await delta.TryGetSnapshotAsync(cancellationToken))?.Version, Waiting = loading };
        }

        var reach = new RawReach(Source, pipeline.Source.Schema, table.Name);
        await reach.CheckAsync(read, cancellationToken);
        if (from is null && await LostFiles.FindAsync(delta, files, await reach.NotNeededThroughAsync(cancellationToken), cancellationToken) is { } lost)
        {
            throw new StagingException($"Cannot build '{table.Name}' from all of raw: {lost}, which it was once built from, is not in {folder.Location} any more; {(files.Count == 0 ? "there are no files" : $"the first file is {files[0].Name}")}. Replay from a version, or have the table loaded again.");
        }

        if (files.Count == 0)
        {
            return from is null
                ? throw new StagingException($"Cannot build '{table.Name}' from all of raw: there are no files in {folder.Location}.")
                : await RestoreAsync(delta, from, cancellationToken);
        }

        await using var lease = await engines.RentAsync(cancellationToken);
        return await StageBatchAsync(lease.Engine, table, delta, from, folder, new RawBatch(files, null), new StagingResult(), replay: true, cancellationToken);
    }

    /// <summary>The files of a table that the table has not read yet.</summary>
    public async Task<IReadOnlyList<RawFile>> PendingFilesAsync(StagedTable table, CancellationToken cancellationToken) =>
        await NewFilesAsync(table, await ReadUpToAsync(table, cancellationToken), cancellationToken);

    /// <summary>Number of the last raw file that a table has read; null when there is none.</summary>
    public async Task<long?> ReadUpToAsync(StagedTable table, CancellationToken cancellationToken) =>
        await TableOf(table).TryGetSnapshotAsync(cancellationToken) is { } snapshot ? ReadUpTo(snapshot, table) : null;

    /// <summary>Number of the last raw file that a version of a table has read; null when it has none.</summary>
    /// <exception cref="VersionNotFoundException">There is no such version any more.</exception>
    public async Task<long?> ReadUpToAsync(StagedTable table, long version, CancellationToken cancellationToken) =>
        ReadUpTo(await TableOf(table).GetSnapshotAsync(version, cancellationToken), table);

    /// <summary>The files of a table that were not there when raw was read up to <paramref name="read"/>; none while it is being loaded.</summary>
    public async Task<IReadOnlyList<RawFile>> NewFilesAsync(StagedTable table, long? read, CancellationToken cancellationToken)
    {
        var files = await RawFolderOf(table).ListAfterAsync(read, cancellationToken);
        return await LoadOf(table).WaitingAsync(files, cancellationToken) is null ? files : [];
    }

    private static async Task<StagingResult> RestoreAsync(DeltaTable delta, Snapshot version, CancellationToken cancellationToken)
    {
        var restored = await delta.RestoreAsync(version.Version, cancellationToken);
        return new StagingResult { Version = restored.Version, Commits = restored.Committed ? 1 : 0 };
    }

    private DeltaTable TableOf(StagedTable table) => tables[history ? table.HistoryTable!.Value : table.Merged];

    private string AppId(StagedTable table) => $"{(history ? "history" : "raw")}/{pipeline.Name}/{pipeline.Source.Schema}/{table.Name}";

    /// <summary>Number of the last raw file that is in a table's version; null when it has none.</summary>
    private long? ReadUpTo(Snapshot snapshot, StagedTable table) =>
        snapshot.AppTransactions.TryGetValue(AppId(table), out var read) ? read : null;

    private RawFolder RawFolderOf(StagedTable table) => new(Source.At(RawNames.Folder(pipeline.Source.Schema, table.Name)));

    private LoadState LoadOf(StagedTable table) => new(Source, pipeline.Source.Schema, table.Name);

    private ObjectStore Source => ObjectStores.Open(lake.Raw).At(pipeline.Name);

    private async Task<StagingResult> StageBatchAsync(
        DuckDbEngine engine, StagedTable table, DeltaTable delta, Snapshot? snapshot, RawFolder folder, RawBatch batch, StagingResult result, bool replay, CancellationToken cancellationToken)
    {
        var quarantine = new Quarantine(ObjectStores.Open(lake.Quality).At($"{pipeline.Name}/quarantine/{table.Name}"));
        var readable = batch;
        await folder.FetchAsync(batch.Files, cancellationToken);
        while (true)
        {
            try
            {
                return await CommitAsync(engine, table, delta, snapshot, folder, batch, readable, quarantine, result, replay, cancellationToken);
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
        DuckDbEngine engine, StagedTable table, DeltaTable delta, Snapshot? snapshot, RawFolder folder, RawBatch batch, RawBatch readable, Quarantine quarantine, StagingResult result, bool replay, CancellationToken cancellationToken)
    {
        var staged = await StagedBatch.OpenAsync(engine, table, folder, readable, Columns(snapshot), history, cancellationToken);
        if (staged.Survey.Unusable > 0 && !history) // the merge has kept them
        {
            var kept = await quarantine.KeepRowsAsync(engine, staged.UnusableRows, readable, cancellationToken);
            logger.LogWarning("{Table}: {Rows:N0} of {Total:N0} rows cannot be used and are kept in {Place}", table.Name, staged.Survey.Unusable, staged.Survey.Rows, kept);
            TransformerTelemetry.Quarantined.Add(staged.Survey.Unusable, new KeyValuePair<string, object?>("table", table.Name));
            if (staged.Survey.Unusable > table.MaxQuarantined * staged.Survey.Rows)
            {
                throw new StagingException(
                    $"Cannot stage '{table.Name}' from {readable.Files.Count} raw files ({readable.Files[0].Name} to {readable.Files[^1].Name}): {staged.Survey.Unusable:N0} of {staged.Survey.Rows:N0} rows cannot be used, more than max_quarantined ({table.MaxQuarantined}) allows. "
                    + $"They are kept in {kept} with their reasons. Correct the source or the declared columns, or raise max_quarantined in {PipelineLoader.FileName}.");
            }
        }

        await staged.ResolveMovesAsync(snapshot, cancellationToken);
        var write = new WriteOptions
        {
            Transaction = new AppTransaction(AppId(table), batch.LastNumber),
            Reapply = replay,
            Properties = NewTableProperties.OfMerged(table.Table, isRead: true, options),
            CommitTags = new Dictionary<string, string>
            {
                ["rawFirst"] = batch.Files[0].Name,
                ["rawLast"] = batch.Files[^1].Name,
                ["rawFiles"] = batch.Files.Count.ToString(CultureInfo.InvariantCulture),
            },
        };
        var commit = history
            ? await new HistoryWriter(engine, delta, snapshot, write).WriteAsync(staged, cancellationToken)
            : await new TableWriter(engine, delta, snapshot, write, tables.Indexes).WriteAsync(staged, cancellationToken);
        if (commit.Committed && staged.Survey.Newest is { } newest)
        {
            TransformerTelemetry.Freshness.Record(Math.Max(0, (DateTimeOffset.UtcNow - newest).TotalSeconds), new KeyValuePair<string, object?>("table", table.Name));
        }

        return result.After(readable, staged.Survey, commit);
    }

    private IReadOnlyList<EngineColumn> Columns(Snapshot? snapshot) =>
        snapshot is null ? [] : [.. snapshot.Schema.Fields.Where(field => !history || !StagedTable.HistoryColumns.Any(column => column.Name == field.Name)).Select(field => new EngineColumn(field.Name, DuckTypes.Of(field.Type)))];
}
