using System.Globalization;
using DuckDB.NET.Data;

namespace Lakehouse.Delta.Engine;

/// <summary>A SQL predicate over the partition columns, as a test of files.</summary>
internal static class PartitionFilter
{
    private const int PartitionsPerQuery = 500;

    /// <exception cref="SchemaMismatchException">The predicate is no SQL over the partition columns.</exception>
    public static async Task<Func<AddFile, bool>> OfAsync(Snapshot snapshot, string? predicate, CancellationToken cancellationToken)
    {
        if (predicate is null)
        {
            return _ => true;
        }

        var fields = snapshot.Metadata.PartitionColumns.Select(column => snapshot.Schema.Find(column)!).ToArray();
        var partitions = snapshot.Files.Select(file => DeltaScan.PartitionTexts(snapshot, file.PartitionValues)).DistinctBy(Key).ToArray();
        var chosen = new HashSet<string>(StringComparer.Ordinal);
        await using var engine = DuckDbEngine.OpenInternal();
        foreach (var chunk in partitions.Chunk(PartitionsPerQuery))
        {
            var rows = chunk.Select((values, i) => string.Create(CultureInfo.InvariantCulture, $"SELECT {i} AS __partition{string.Concat(fields.Select((field, n) => $", {PartitionValue.ToSql(values[n], field.Type)} AS {Sql.Name(field.Name)}"))}"));
            try
            {
                await foreach (var row in engine.QueryAsync($"SELECT __partition FROM ({string.Join(" UNION ALL ", rows)}) AS partitions WHERE ({predicate})", cancellationToken).ConfigureAwait(false))
                {
                    chosen.Add(Key(chunk[row.GetInt32(0)]));
                }
            }
            catch (DuckDBException wrong)
            {
                var columns = fields.Length == 0 ? "The table has no partition columns." : $"It can only be over the partition columns {string.Join(", ", fields.Select(field => field.Name))}.";
                throw new SchemaMismatchException($"The predicate '{predicate}' cannot choose partitions. {columns} {wrong.Message}", snapshot.Location, snapshot.Version, null, wrong);
            }
        }

        return file => chosen.Contains(Key(DeltaScan.PartitionTexts(snapshot, file.PartitionValues)));
    }

    private static string Key(string?[] values) => string.Join('\u0001', values.Select(value => value ?? "\u0002"));
}
