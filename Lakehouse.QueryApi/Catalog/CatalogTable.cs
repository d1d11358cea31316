namespace Lakehouse.QueryApi.Catalog;

/// <summary>A table that queries can name.</summary>
/// <param name="database">Its database.</param>
/// <param name="name">Its name.</param>
/// <param name="zone">The lake's zone that it lies in: raw, staged, curated.</param>
/// <param name="location">Its folder, ending in '/'.</param>
internal abstract class CatalogTable(string database, string name, string zone, Uri location)
{
    public string Database { get; } = database;

    public string Name { get; } = name;

    public string Zone { get; } = zone;

    public Uri Location { get; } = location;

    /// <summary>The table that this one shows something of, or itself.</summary>
    public virtual CatalogTable Origin => this;

    /// <summary>How the files are read: <c>delta</c> or <c>parquet</c>.</summary>
    public abstract string Format { get; }

    /// <summary>The table's latest version, cheap when it is the one seen last; null when there is none yet.</summary>
    public abstract Task<TableVersion?> GetLatestAsync(CancellationToken cancellationToken);

    /// <summary>The latest changes, newest first, at most <paramref name="count"/>.</summary>
    public abstract Task<IReadOnlyList<TableChange>> GetHistoryAsync(int count, CancellationToken cancellationToken);

    /// <summary>The columns of a version; where only the files know them, those are asked.</summary>
    public virtual Task<IReadOnlyList<TableColumn>> GetColumnsAsync(TableVersion version, CancellationToken cancellationToken) => Task.FromResult(version.Columns);

    /// <summary>The partitions as paths, <c>year=2024/month=1</c>; empty for a table without.</summary>
    public virtual Task<IReadOnlyList<string>> GetPartitionsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>The names of the partition columns.</summary>
    public virtual Task<IReadOnlyList<string>> GetPartitionColumnsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>The table at a version, its changes or its log; null where the table keeps none.</summary>
    public virtual CatalogTable? Derive(string name, DerivedName derived) => null;

    /// <summary>Forgets what was seen last: a file of it could not be read.</summary>
    public abstract void Invalidate();

    public override string ToString() => $"{Database}.{Name}";
}
