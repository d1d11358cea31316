using System.Collections.Concurrent;
using System.Globalization;
using Lakehouse.Delta;
using Lakehouse.QueryApi.Files;
using Lakehouse.Storage;

namespace Lakehouse.QueryApi.Catalog;

/// <summary>A Delta table of the lake.</summary>
internal sealed class DeltaCatalogTable(string database, string name, string zone, TableStore store) : CatalogTable(database, name, zone, store.Origin.Root), IDisposable
{
    /// <summary>Names with marks that are remembered; starting over costs little.</summary>
    private const int MaxDerivations = 200;

    private readonly DeltaTable table = DeltaTable.At(store.Objects);
    private readonly SemaphoreSlim loading = new(1, 1);
    private readonly ConcurrentDictionary<string, CatalogTable> derivations = new(StringComparer.OrdinalIgnoreCase);
    private Seen? seen;

    public override string Format => "delta";

    public override async Task<TableVersion?> GetLatestAsync(CancellationToken cancellationToken)
    {
        if (seen is { } latest && await IsStillLatestAsync(latest, cancellationToken))
        {
            return latest.Version;
        }

        await loading.WaitAsync(cancellationToken);
        try
        {
            if (seen is { } loaded && await IsStillLatestAsync(loaded, cancellationToken))
            {
                return loaded.Version;
            }

            seen = await LoadAsync(cancellationToken);
            return seen?.Version;
        }
        finally
        {
            loading.Release();
        }
    }

    public override async Task<IReadOnlyList<TableChange>> GetHistoryAsync(int count, CancellationToken cancellationToken)
    {
        var changes = new List<TableChange>();
        await foreach (var commit in table.HistoryAsync(cancellationToken))
        {
            changes.Add(new TableChange(commit.Version, commit.Timestamp, commit.Info?.Operation ?? "unknown"));
            if (changes.Count == count)
            {
                break;
            }
        }

        return changes;
    }

    public override CatalogTable? Derive(string name, DerivedName derived)
    {
        if (derivations.Count >= MaxDerivations)
        {
            derivations.Clear();
        }

        return derivations.GetOrAdd(name, _ => new DerivedTable(this, name, (self, cancellationToken) => new DeltaDerivations(table, store).LoadAsync(self, derived, cancellationToken)));
    }

    public override async Task<IReadOnlyList<string>> GetPartitionsAsync(CancellationToken cancellationToken) =>
        await table.TryGetSnapshotAsync(cancellationToken) is { Metadata.PartitionColumns.Count: > 0 } snapshot
            ? [.. snapshot.Files.Select(file => DeltaDerivations.Path(snapshot, file)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]
            : [];

    public override async Task<IReadOnlyList<string>> GetPartitionColumnsAsync(CancellationToken cancellationToken) =>
        await table.TryGetSnapshotAsync(cancellationToken) is { } snapshot ? [.. snapshot.Metadata.PartitionColumns] : [];

    public override void Invalidate() => seen = null;

    public void Dispose() => loading.Dispose();

    /// <summary>
    /// Commits are numbered without gaps, so one look for the next one tells whether there is a newer version; the look at the
    /// commit itself notices a table that was deleted and made anew.
    /// </summary>
    private async Task<bool> IsStillLatestAsync(Seen latest, CancellationToken cancellationToken)
    {
        var version = latest.Version.DeltaVersion!.Value;
        return await store.Origin.HeadAsync(CommitPath(version + 1), cancellationToken) is null
            && await store.Origin.HeadAsync(CommitPath(version), cancellationToken) == latest.Commit;
    }

    private async Task<Seen?> LoadAsync(CancellationToken cancellationToken)
    {
        var snapshot = await table.TryGetSnapshotAsync(cancellationToken);
        if (snapshot is null)
        {
            return null;
        }

        var commit = await store.Origin.HeadAsync(CommitPath(snapshot.Version), cancellationToken);
        var key = string.Create(CultureInfo.InvariantCulture, $"{snapshot.Metadata.Id}/{snapshot.Version}/{commit?.LastModified.UtcTicks}");
        var columns = snapshot.Schema.Fields.Select(field => new TableColumn(field.Name, TrinoTypes.Name(field.Type), field.Nullable)).ToArray();
        var version = new TableVersion(this, key, snapshot.Version, snapshot.Timestamp, new DeltaRows(snapshot, store), columns, snapshot.FileCount);
        return new Seen(version, commit);
    }

    private static string CommitPath(long version) => string.Create(CultureInfo.InvariantCulture, $"_delta_log/{version:D20}.json");

    /// <summary>A version and the commit file that made it.</summary>
    private sealed record Seen(TableVersion Version, ObjectInfo? Commit);
}
