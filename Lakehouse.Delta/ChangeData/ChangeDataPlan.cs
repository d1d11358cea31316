using System.Globalization;

namespace Lakehouse.Delta.Engine;

/// <summary>Collects the SELECTs of a change data feed, commit by commit.</summary>
internal sealed class ChangeDataPlan
{
    private static readonly StructField ChangeType = new("_change_type", PrimitiveType.String);

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
        Schema = new StructType([.. end.Schema.Fields, ChangeType, new StructField("_commit_version", PrimitiveType.Long), new StructField("_commit_timestamp", PrimitiveType.Timestamp)]);
    }

    public StructType Schema { get; }

    public IReadOnlyList<string> EnginePaths => paths;

    public string Sql => selects.Count == 0 ? EmptyScan.Sql(Schema, withRowAddress: false) : $"({string.Join(" UNION ALL ", selects)})";

    /// <summary>Adds a commit: its change data files where it has some, else what its adds and removes say.</summary>
    public async Task AddAsync(CommitContent commit, CancellationToken cancellationToken)
    {
        if (commit.ChangeData.Count > 0)
        {
            foreach (var file in commit.ChangeData)
            {
                Select(changeRows, commit, null, new ScanFile(DataFiles.EnginePath(end, file.Path), 0, DeltaScan.PartitionTexts(end, file.PartitionValues), null));
            }

            return;
        }

        var removed = commit.Removed.ToDictionary(file => FilePath.Canonical(file.Path), StringComparer.Ordinal);
        foreach (var add in commit.Added)
        {
            var after = await VectorAsync(add.DeletionVector, cancellationToken).ConfigureAwait(false);
            var file = new ScanFile(DataFiles.EnginePath(end, add.Path), 0, DeltaScan.PartitionTexts(end, add.PartitionValues), after) { EstimatedRows = ScanFile.Estimate(add) };
            if (!removed.Remove(FilePath.Canonical(add.Path), out var remove))
            {
                Select(rows, commit, "insert", file);
                continue;
            }

            // The same data file with another deletion vector: only the rows that differ changed.
            var before = await VectorAsync(remove.DeletionVector, cancellationToken).ConfigureAwait(false);
            SelectOnly(commit, "delete", file, (after ?? new DeletionVector()).Except(before));
            SelectOnly(commit, "insert", file, (before ?? new DeletionVector()).Except(after));
        }

        foreach (var remove in removed.Values)
        {
            var before = await VectorAsync(remove.DeletionVector, cancellationToken).ConfigureAwait(false);
            var values = remove.PartitionValues ?? (end.Metadata.PartitionColumns.Count == 0 ? EmptyMap.Instance
                : throw new ChangeDataUnavailableException("A removed file has no partition values in the log, so its rows cannot be read whole.", end.Location, commit.File.Version, remove.Path));
            Select(rows, commit, "delete", new ScanFile(DataFiles.EnginePath(end, remove.Path), 0, DeltaScan.PartitionTexts(end, values), before));
        }
    }

    private void SelectOnly(CommitContent commit, string change, ScanFile file, DeletionVector only)
    {
        if (only.Cardinality > 0)
        {
            Select(rows, commit, change, file with { Deleted = null, Only = only });
        }
    }

    private void Select(ScanSelect select, CommitContent commit, string? change, ScanFile file)
    {
        string[] constants =
        [
            .. change is null ? Array.Empty<string>() : [$"{Engine.Sql.Text(change)} AS _change_type"],
            string.Create(CultureInfo.InvariantCulture, $"{commit.File.Version}::BIGINT AS _commit_version"),
            string.Create(CultureInfo.InvariantCulture, $"to_timestamp({commit.TimestampMs} / 1000.0) AS _commit_timestamp"),
        ];
        selects.Add(select.Sql([file], constants));
        paths.Add(file.EnginePath);
    }

    private async Task<DeletionVector?> VectorAsync(DeletionVectorDescriptor? descriptor, CancellationToken cancellationToken) =>
        descriptor is null ? null : await DeletionVectorReader.ReadAsync(end, descriptor, cancellationToken).ConfigureAwait(false);
}
