namespace Lakehouse.Delta.Engine;

/// <summary>
/// Writes what a <see cref="RowChange"/> says. Rows leave their files by deletion vectors where the table has them, else the rows that
/// stay are copied to new files. Every row that is written goes through a <see cref="RowWriter"/>.
/// </summary>
/// <param name="engine">Where it runs.</param>
/// <param name="snapshot">The table before.</param>
/// <param name="writer">Writes the rows, in the shape of the table after.</param>
internal sealed class RowRewrite(DuckDbEngine engine, Snapshot snapshot, RowWriter writer)
{
    /// <summary>The columns of rows that are copied: they keep their ids.</summary>
    private readonly StructType keptColumns = new([.. snapshot.Schema.Fields, .. RowIds.Columns(snapshot)]);

    /// <summary>Writes all files; nothing is committed.</summary>
    public async Task<RewrittenFiles> RunAsync(RowChange change, CancellationToken cancellationToken)
    {
        var touched = change.Leaving is null ? [] : await TouchedAsync(change, cancellationToken).ConfigureAwait(false);
        NumberedFile[] staying = [.. touched.Where(file => !file.IsEmptied).Select(file => file.File)];
        var byVector = RowDeletion.IsPossible(snapshot, staying);
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var removed = touched.Where(file => !byVector || file.IsEmptied).Select(file => file.File).Concat(change.Gone).Select(file => file.File.Remove(now, dataChange: true)).ToList();
        var copied = byVector ? [] : staying;
        if (copied.Length > 0)
        {
            WriterFeatures.Check(snapshot);
        }

        var (written, changes) = await WriteAsync(change, [.. touched.Select(file => file.File)], copied, ImpliesChangeData(change, byVector, staying), cancellationToken).ConfigureAwait(false);

        // After the rows, for these may break a rule: then nothing is left behind.
        IReadOnlyList<AddFile> masked = [];
        if (byVector && staying.Length > 0)
        {
            (var before, masked) = await new RowDeletion(engine, snapshot).DeleteAsync(Addresses(change.Leaving!, staying), change.All, cancellationToken).ConfigureAwait(false);
            removed.AddRange(before);
        }

        var leaving = touched.Sum(file => file.Leaving) + TouchedFile.Total(change.Gone.Select(file => TouchedFile.LiveRows(file.File)));
        var rows = written.Sum(file => FileStatistics.ReadNumRecords(file.StatisticsJson.Span) ?? 0);
        var copiedRows = byVector ? 0 : TouchedFile.Total(touched.Where(file => !file.IsEmptied).Select(file => file.Rows - file.Leaving)) ?? (rows - change.UpdatedCount - (change.InsertedCount ?? 0));
        return new RewrittenFiles(removed, masked, written, changes, leaving, copiedRows, rows - change.UpdatedCount - copiedRows);
    }

    /// <summary>
    /// Whether readers of the change data feed can tell the changes from the files that come and go: no row is updated, and no file
    /// is written that holds rows which were there before.
    /// </summary>
    private static bool ImpliesChangeData(RowChange change, bool byVector, NumberedFile[] staying) =>
        change.UpdatedCount == 0 && (byVector || staying.Length == 0);

    private async Task<List<TouchedFile>> TouchedAsync(RowChange change, CancellationToken cancellationToken)
    {
        var touched = new List<TouchedFile>();
        await foreach (var row in engine.QueryAsync($"SELECT {RowAddress.File}, count(*) FROM {change.Leaving} AS leaving GROUP BY {RowAddress.File} ORDER BY {RowAddress.File}", cancellationToken).ConfigureAwait(false))
        {
            touched.Add(new TouchedFile(change.All[(int)row.GetInt64(0)], row.GetInt64(1)));
        }

        return touched;
    }

    private async Task<(IReadOnlyList<AddFile> Written, IReadOnlyList<ChangeDataFile> Changes)> WriteAsync(
        RowChange change, NumberedFile[] touched, NumberedFile[] copied, bool impliesChangeData, CancellationToken cancellationToken)
    {
        var feed = !impliesChangeData && writer.KeepsChangeData;
        var scanned = await ScanAsync((feed && change.Before is null) || (change.UpdatedCount > 0 && change.NewVersionsReadTable) ? touched : [], cancellationToken).ConfigureAwait(false);
        var kept = copied.Length == 0 ? null : Kept(change, await ScanAsync(copied, cancellationToken).ConfigureAwait(false));
        IReadOnlyList<NewRows> versions = change.UpdatedCount == 0 ? [] : [.. change.NewVersions(scanned)];
        var inserted = change.InsertedCount == 0 ? [] : change.Inserted;
        if (!feed)
        {
            return (await writer.WriteAsync([.. kept is null ? Array.Empty<NewRows>() : [kept], .. versions, .. inserted], dataChange: true, cancellationToken).ConfigureAwait(false), []);
        }

        // Both kinds of files get the very same rows, even where an expression gives another value each time.
        await using var changes = await ChangedRows.CreateAsync(
            engine, writer, snapshot.Schema, Before(change, scanned, await ScanAsync(change.Gone, cancellationToken).ConfigureAwait(false)), versions, inserted, cancellationToken).ConfigureAwait(false);
        var written = await writer.WriteAsync([.. kept is null ? Array.Empty<NewRows>() : [kept], changes.After], dataChange: true, cancellationToken).ConfigureAwait(false);
        return (written, await writer.WriteChangesAsync(changes.All, cancellationToken).ConfigureAwait(false));
    }

    private Task<DeltaScan> ScanAsync(IReadOnlyList<NumberedFile> files, CancellationToken cancellationToken) =>
        DeltaScan.PlanAsync(snapshot, files, withRowAddress: true, cancellationToken);

    /// <summary>The rows that stay, of files that others leave.</summary>
    private NewRows Kept(RowChange change, DeltaScan scan) => new(
        $"SELECT {Columns(keptColumns)} FROM {scan.Sql} AS target ANTI JOIN {change.Leaving} AS leaving ON {SameAddress}", keptColumns);

    /// <summary>The rows that leave, as they were, with the type of their change.</summary>
    private string Before(RowChange change, DeltaScan touched, DeltaScan gone)
    {
        var deleted = $"SELECT {TableColumns}, {Sql.Text(ChangeDataColumns.Delete)} AS {ChangeDataColumns.ChangeType} FROM {gone.Sql} AS target";
        return change.Leaving is null ? deleted
            : change.Before is { } before ? $"{before} UNION ALL {deleted}"
            : $"SELECT {TableColumns}, {RowChange.TypeOf($"leaving.{RowChange.Updated}")} FROM {touched.Sql} AS target JOIN {change.Leaving} AS leaving ON {SameAddress} UNION ALL {deleted}";
    }

    private string TableColumns => Columns(snapshot.Schema);

    private static string Columns(StructType schema) => string.Join(", ", schema.Fields.Select(column => $"target.{Sql.Name(column.Name)}"));

    private static string SameAddress => $"leaving.{RowAddress.File} = target.{RowAddress.File} AND leaving.{RowAddress.Row} = target.{RowAddress.Row}";

    private static string Addresses(string leaving, NumberedFile[] files) =>
        $"SELECT {RowAddress.File}, {RowAddress.Row} FROM {leaving} AS leaving WHERE {RowAddress.File} IN ({string.Join(", ", files.Select(file => file.Number))}) ORDER BY ALL";
}
