using System.Globalization;
using Lakehouse.QueryApi.Engine;
using Lakehouse.Storage;

namespace Lakehouse.QueryApi.Catalog;

/// <summary>The raw files of one source table, as DMS or the Ingestor wrote them: full load and changes, one row each.</summary>
internal sealed class RawTable(string database, string name, ObjectStore store) : CatalogTable(database, name, "raw", store.Root)
{
    private TableVersion? seen;

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
        var relation = $"read_parquet({SqlText.List(files.Select(file => store.EnginePath(file.Path)))}, union_by_name = true)";
        return seen = new TableVersion(this, key, null, files[^1].LastModified, relation, [], null, files.Count, bytes);
    }

    public override async Task<IReadOnlyList<TableChange>> GetHistoryAsync(int count, CancellationToken cancellationToken)
    {
        var files = await ListAsync(cancellationToken);
        return [.. files.AsEnumerable().Reverse().Take(count).Select(file => new TableChange(null, file.LastModified, file.Path))];
    }

    public override void Invalidate() => seen = null;

    private async Task<List<ObjectInfo>> ListAsync(CancellationToken cancellationToken)
    {
        var files = new List<ObjectInfo>();
        await foreach (var file in store.ListAsync("", null, cancellationToken))
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
