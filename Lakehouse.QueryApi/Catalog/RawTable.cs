using System.Globalization;
using Lakehouse.Delta.Engine;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Files;
using Lakehouse.Storage;

namespace Lakehouse.QueryApi.Catalog;

/// <summary>The raw files of one source table, as DMS or the Ingestor wrote them: full load and changes, one row each.</summary>
internal sealed class RawTable(string database, string name, TableStore store) : CatalogTable(database, name, "raw", store.Origin.Root)
{
    private TableVersion? seen;
    private (string Key, IReadOnlyList<TableColumn> Columns)? described;

    public override string Format => "parquet";

    public override async Task<TableVersion?> GetLatestAsync(CancellationToken cancellationToken)
    {
        var files = await ListAsync(cancellationToken);
        if (files.Count == 0)
        {
            return null;
        }

        // A raw file never changes once it is there, and names only grow: the count and the last name tell versions apart.
        var bytes = files.Sum(file => file.Size);
        var key = string.Create(CultureInfo.InvariantCulture, $"{files.Count}/{bytes}/{files[^1].Path}");
        if (seen is { } latest && latest.Key == key)
        {
            return latest;
        }

        // Later files may have columns that the full load lacks, and the other way round.
        var relation = $"read_parquet({SqlText.List(files.Select(store.EnginePath))}, union_by_name = true)";
        return seen = new TableVersion(this, key, null, files[^1].LastModified, new FixedRows(relation, null, files.Count, bytes, store.Remote(files)), [], files.Count);
    }

    public override async Task<IReadOnlyList<TableChange>> GetHistoryAsync(int count, CancellationToken cancellationToken)
    {
        var files = await ListAsync(cancellationToken);
        return [.. files.AsEnumerable().Reverse().Take(count).Select(file => new TableChange(null, file.LastModified, file.Path))];
    }

    /// <summary>The union of the files' columns, as a query would see them.</summary>
    public override async Task<IReadOnlyList<TableColumn>> GetColumnsAsync(TableVersion version, CancellationToken cancellationToken)
    {
        if (described is { } known && known.Key == version.Key)
        {
            return known.Columns;
        }

        await using var engine = DuckDbEngine.Open(new EngineOptions { Threads = 1 });
        var scan = await version.Source.ScanAsync(null, cancellationToken);
        using var lease = await store.FetchAsync(scan.Remote, cancellationToken);
        var schema = await engine.DescribeAsync($"SELECT * FROM {await scan.RelationAsync(cancellationToken)}", cancellationToken);
        var columns = schema.Fields.Select(field => new TableColumn(field.Name, TrinoTypes.Name(field.Type), field.Nullable)).ToArray();
        described = (version.Key, columns);
        return columns;
    }

    public override void Invalidate() => seen = null;

    private async Task<List<ObjectInfo>> ListAsync(CancellationToken cancellationToken)
    {
        var files = new List<ObjectInfo>();
        await foreach (var file in store.Origin.ListAsync("", null, cancellationToken))
        {
            // Names with '_' or '.' in front are control files, as in Hive.
            if (file.Path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase) && !file.Path.Split('/').Any(part => part.StartsWith('_') || part.StartsWith('.')))
            {
                files.Add(file);
            }
        }

        return files;
    }
}
