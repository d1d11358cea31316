using System.Globalization;

namespace Lakehouse.Delta.Engine;

/// <summary>Collects the SELECTs of a change data feed, commit by commit.</summary>
internal sealed class ChangeDataPlan
{
    private static readonly StructField ChangeType = new(ChangeDataColumns.ChangeType, PrimitiveType.String);

    private readonly Snapshot end;
    private readonly ScanSelect rows;
    private readonly ScanSelect changeRows;
    private readonly List<string> selects = [];
    private readonly List<string> paths = [];

    public ChangeDataPlan(Snapshot end)
    {
        this.end = end;
        rows = new ScanSelect(end, withRowAddress: false);
        changeRows = new ScanSelect(end, withRowAddress: false) { ExtraFields = [ChangeType] };
        Schema = new StructType([.. end.Schema.Fields, ChangeType, new StructField(ChangeDataColumns.CommitVersion, PrimitiveType.Long), new StructField(ChangeDataColumns.CommitTimestamp, PrimitiveType.Timestamp)]);
    }

    public StructType Schema { get; }

    public IReadOnlyList<string> EnginePaths => paths;

    /// <summary>Length of the files; of a file of which some rows count, their share of it.</summary>
    public long Bytes { get; private set; }

    public string Sql => selects.Count == 0 ? EmptyScan.Sql(Schema, withRowAddress: false) : $"({string.Join(" UNION ALL ", selects)})";

    /// <summary>Adds a commit: its change data files where it has some, else what its adds and removes say.</summary>
    public async Task AddAsync(CommitContent commit, CancellationToken cancellationToken)
    {
        if (commit.ChangeData.Count > 0)
        {
            Bytes += commit.ChangeData.Sum(file => file.Size);
            await DataFiles.FetchAsync(end, commit.ChangeData.Select(file => (file.Path, (long?)file.Size)), cancellationToken).ConfigureAwait(false);
            await SelectAsync(changeRows, commit, null, commit.ChangeData.Select(file => new ScanFile(DataFiles.EnginePath(end, file.Path), 0, DeltaScan.PartitionTexts(end, file.PartitionValues), null)), cancellationToken).ConfigureAwait(false);
            return;
        }

        await DataFiles.FetchAsync(end, [.. commit.Added.Select(file => (file.Path, (long?)file.Size)), .. commit.Removed.Select(file => (file.Path, file.Size))], cancellationToken).ConfigureAwait(false);
        var inserted = new List<ScanFile>();
        var deleted = new List<ScanFile>();
        var removed = commit.Removed.ToDictionary(file => FilePath.Canonical(file.Path), StringComparer.Ordinal);
        foreach (var add in commit.Added)
        {
            var after = await VectorAsync(add.DeletionVector, cancellationToken).ConfigureAwait(false);
            var file = new ScanFile(DataFiles.EnginePath(end, add.Path), 0, DeltaScan.PartitionTexts(end, add.PartitionValues), after) { EstimatedRows = ScanFile.Estimate(add) };
            if (!removed.Remove(FilePath.Canonical(add.Path), out var remove))
            {
                Bytes += add.Size;
                inserted.Add(file);
                continue;
            }

            // The same data file with another deletion vector: only the rows that differ changed.
            var before = await VectorAsync(remove.DeletionVector, cancellationToken).ConfigureAwait(false);
            AddOnly(deleted, file, add.Size, (after ?? new DeletionVector()).Except(before));
            AddOnly(inserted, file, add.Size, (before ?? new DeletionVector()).Except(after));
        }

        foreach (var remove in removed.Values)
        {
            var before = await VectorAsync(remove.DeletionVector, cancellationToken).ConfigureAwait(false);
            Bytes += remove.Size ?? 0;
            var values = remove.PartitionValues ?? (end.Metadata.PartitionColumns.Count == 0 ? EmptyMap.Instance
                : throw new ChangeDataUnavailableException("A removed file has no partition values in the log, so its rows cannot be read whole.", end.Location, commit.File.Version, remove.Path));
            deleted.Add(new ScanFile(DataFiles.EnginePath(end, remove.Path), 0, DeltaScan.PartitionTexts(end, values), before));
        }

        await SelectAsync(rows, commit, ChangeDataColumns.Insert, inserted, cancellationToken).ConfigureAwait(false);
        await SelectAsync(rows, commit, ChangeDataColumns.Delete, deleted, cancellationToken).ConfigureAwait(false);
    }

    private void AddOnly(List<ScanFile> files, ScanFile file, long size, DeletionVector only)
    {
        if (only.Cardinality > 0)
        {
            Bytes += size * only.Cardinality / Math.Max(only.Cardinality, file.EstimatedRows);
            files.Add(file with { Deleted = null, Only = only });
        }
    }

    private async Task SelectAsync(ScanSelect select, CommitContent commit, string? change, IEnumerable<ScanFile> files, CancellationToken cancellationToken)
    {
        string[] constants =
        [
            .. change is null ? Array.Empty<string>() : [$"{Engine.Sql.Text(change)} AS {ChangeDataColumns.ChangeType}"],
            string.Create(CultureInfo.InvariantCulture, $"{commit.File.Version}::BIGINT AS {ChangeDataColumns.CommitVersion}"),
            string.Create(CultureInfo.InvariantCulture, $"to_timestamp({commit.TimestampMs} / 1000.0) AS {ChangeDataColumns.CommitTimestamp}"),
        ];
        ScanFile[] all = [.. files];
        string[] enginePaths = [.. all.Select(file => file.EnginePath)];
        var plainVariants = await PlainVariants.FindAsync(end, enginePaths, cancellationToken).ConfigureAwait(false);

        // Change data files are read by physical names in both modes: see ColumnMapping.Of.
        var names = change is not null && FieldNames.Needed(end) ? await FieldNames.ReadAsync(enginePaths, cancellationToken).ConfigureAwait(false) : null;
        all = [.. all.Select(file => file with { PlainVariants = plainVariants.Contains(file.EnginePath), FieldNames = names?[file.EnginePath] })];
        selects.AddRange(select.Branches(all, constants));
        paths.AddRange(enginePaths);
    }

    private async Task<DeletionVector?> VectorAsync(DeletionVectorDescriptor? descriptor, CancellationToken cancellationToken) =>
        descriptor is null ? null : await DeletionVectorReader.ReadAsync(end, descriptor, cancellationToken).ConfigureAwait(false);
}
