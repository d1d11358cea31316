using System.Text;
using System.Text.Json;

namespace Lakehouse.Delta.Engine;

/// <summary>Reads the add actions of a checkpoint, of which there may be a hundred thousand.</summary>
internal sealed class CheckpointAdds
{
    private const int Path = 0, DataChange = 1, PartitionValues = 2, Size = 3, ModificationTime = 4, Statistics = 5, Tags = 6, BaseRowId = 7, DefaultRowCommitVersion = 8, ClusteringProvider = 9, Vector = 10;
    private const int Columns = 15;

    /// <summary>What to select, in the order of the constants above; {0} are the partition values, {1} the statistics. Maps come as JSON, for few of them differ.</summary>
    private const string Members = "add.path, add.dataChange, {0}, add.size, add.modificationTime, {1}, to_json(add.tags)::VARCHAR, "
        + "add.baseRowId, add.defaultRowCommitVersion, add.clusteringProvider, add.deletionVector.storageType, add.deletionVector.pathOrInlineDv, add.deletionVector.\"offset\", add.deletionVector.sizeInBytes, add.deletionVector.cardinality";

    /// <summary>Thousands of files share few sets of partition values and tags: one dictionary for each set.</summary>
    private const int MaxMaps = 10_000;

    private readonly Dictionary<string, IReadOnlyDictionary<string, string?>> maps = new(StringComparer.Ordinal);

    /// <param name="engine">Where the query runs.</param>
    /// <param name="relation">The checkpoint.</param>
    /// <param name="partitioned">Whether there may be partition values.</param>
    /// <param name="parsed">Statistics that it has as a struct, or null.</param>
    /// <param name="apply">Takes each action.</param>
    /// <param name="cancellationToken">Stops between blocks of rows.</param>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static void Read(DuckDbEngine engine, string relation, bool partitioned, ParsedStatistics? parsed, Action<LogAction> apply, CancellationToken cancellationToken)
    {
        var reader = new CheckpointAdds();
        var members = Members
            .Replace("{0}", partitioned ? "to_json(add.partitionValues)::VARCHAR" : "NULL::VARCHAR", StringComparison.Ordinal)
            .Replace("{1}", parsed is null ? "add.stats" : $"coalesce(add.stats, {parsed.Json("add.stats_parsed")})", StringComparison.Ordinal);
        using var rows = new NativeQuery(engine, $"SELECT {members} FROM {relation} AS c WHERE add IS NOT NULL", Columns);
        while (rows.NextChunk())
        {
            cancellationToken.ThrowIfCancellationRequested();
            reader.Apply(rows, apply);
        }
    }

    private void Apply(NativeQuery rows, Action<LogAction> apply)
    {
        // One array for the statistics of a chunk: the collector then has one object to look after instead of thousands.
        var length = 0;
        for (var row = 0; row < rows.Rows; row++)
        {
            length += rows.Utf8(Statistics, row).Length;
        }

        var statistics = GC.AllocateUninitializedArray<byte>(length);
        var end = 0;
        for (var row = 0; row < rows.Rows; row++)
        {
            var json = rows.Utf8(Statistics, row);
            json.CopyTo(statistics.AsSpan(end));
            var own = statistics.AsMemory(end, json.Length);
            end += json.Length;
            if (rows.Text(Path, row) is { } path)
            {
                apply(Add(rows, row, path, own));
            }
        }
    }

    private AddFile Add(NativeQuery rows, int row, string path, ReadOnlyMemory<byte> statistics) =>
        new(path, Map(rows.Utf8(PartitionValues, row)) ?? EmptyMap.Instance, rows.Int64(Size, row) ?? 0, rows.Int64(ModificationTime, row) ?? 0, rows.Flag(DataChange, row) ?? false)
        {
            StatisticsJson = statistics,
            Tags = Map(rows.Utf8(Tags, row)),
            BaseRowId = rows.Int64(BaseRowId, row),
            DefaultRowCommitVersion = rows.Int64(DefaultRowCommitVersion, row),
            ClusteringProvider = rows.Text(ClusteringProvider, row),
            DeletionVector = rows.Text(Vector, row) is { } storageType
                ? new DeletionVectorDescriptor(
                    storageType,
                    rows.Text(Vector + 1, row) ?? throw new InvalidDataException("A deletion vector has no path."),
                    rows.Int32(Vector + 2, row),
                    rows.Int32(Vector + 3, row) ?? 0,
                    rows.Int64(Vector + 4, row) ?? 0)
                : null,
        };

    private IReadOnlyDictionary<string, string?>? Map(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
        {
            return null;
        }

        if (json.SequenceEqual("{}"u8))
        {
            return EmptyMap.Instance;
        }

        var text = Encoding.UTF8.GetString(json);
        if (maps.TryGetValue(text, out var known))
        {
            return known;
        }

        var reader = new Utf8JsonReader(json);
        var map = reader.Map()!;
        if (maps.Count < MaxMaps)
        {
            maps.Add(text, map);
        }

        return map;
    }
}
