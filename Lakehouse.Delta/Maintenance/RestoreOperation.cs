using System.Globalization;

namespace Lakehouse.Delta.Engine;

/// <summary>Goes back to an earlier version by adding what it had and removing what it had not.</summary>
internal sealed class RestoreOperation(DeltaTable table, Func<DeltaTable, CancellationToken, Task<long>> findVersion, IProgress<OperationProgress>? listener)
{
    private static readonly WriteOptions Options = new();

    public async Task<RestoreResult> RunAsync(CancellationToken cancellationToken)
    {
        var version = await findVersion(table, cancellationToken).ConfigureAwait(false);
        var result = await WriteAttempts.RunAsync(table, "RESTORE", snapshot => AttemptAsync(snapshot ?? throw SnapshotReader.NoTable(table.Store), version, cancellationToken), cancellationToken).ConfigureAwait(false);
        return new RestoreResult(result.Version, version, result.FilesAdded, result.FilesRemoved, result.Committed);
    }

    private async Task<CommitResult> AttemptAsync(Snapshot present, long version, CancellationToken cancellationToken)
    {
        WriterFeatures.CheckForNewRows(present);
        AppendOnly.Refuse(present, "restored");
        var wanted = await table.GetSnapshotAsync(version, cancellationToken).ConfigureAwait(false);
        var presentKeys = present.Files.Select(Key).ToHashSet(StringComparer.Ordinal);
        var wantedKeys = wanted.Files.Select(Key).ToHashSet(StringComparer.Ordinal);
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var removed = present.Files.Where(file => !wantedKeys.Contains(Key(file))).Select(file => file.Remove(now, dataChange: true)).ToArray();
        var added = wanted.Files.Where(file => !presentKeys.Contains(Key(file))).Select(file => file with { DataChange = true }).ToArray();
        LogAction[] changes = [.. RestoredShape.Of(present, wanted).ChangesSince(present)];
        if (removed.Length == 0 && added.Length == 0 && changes.Length == 0)
        {
            return CommitResult.Nothing(present.Version);
        }

        await CheckThereAsync(wanted, added, cancellationToken).ConfigureAwait(false);
        var info = CommitActions.Info("RESTORE", false, Options, new Dictionary<string, string?> { ["version"] = version.ToString(CultureInfo.InvariantCulture) }, new Dictionary<string, string?>
        {
            ["numRestoredFiles"] = added.Length.ToString(CultureInfo.InvariantCulture),
            ["numRemovedFiles"] = removed.Length.ToString(CultureInfo.InvariantCulture),
        });
        var committed = await Committer.CommitAsync(table.Store, present, info, [.. changes, .. removed, .. added], TableRead.WholeTable with { Isolation = IsolationLevel.Serializable }, cancellationToken).ConfigureAwait(false);
        return new CommitResult(committed, 0, 0, 0, added.Length, removed.Length, true);
    }

    private async Task CheckThereAsync(Snapshot wanted, AddFile[] added, CancellationToken cancellationToken)
    {
        const int Lookups = 16;
        var progress = new StepProgress(listener, "looking for files", "files", added.Length, added.Sum(file => file.Size)).Begin();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Lookups, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(added, parallel, async (file, cancellation) =>
        {
            if (!FilePath.IsAbsolute(file.Path) && await table.Store.HeadAsync(FilePath.Decode(file.Path), cancellation).ConfigureAwait(false) is null)
            {
                throw new MissingFileException("The version cannot be restored: VACUUM has deleted one of its files. Nothing was written.", table.Location, wanted.Version, file.Path);
            }

            progress.Add(1, file.Size);
        }).ConfigureAwait(false);
    }

    private static string Key(AddFile file) => $"{FilePath.Canonical(file.Path)}\u0001{file.DeletionVector?.UniqueId}";
}
