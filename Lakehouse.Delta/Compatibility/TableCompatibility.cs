namespace Lakehouse.Delta;

/// <summary>Tells which engines can read a table.</summary>
public static class TableCompatibility
{
    /// <summary>Partition columns that Athena takes (user guide: Supported partition column data types).</summary>
    private static readonly HashSet<string> AthenaPartitionTypes = new(StringComparer.Ordinal) { "boolean", "integer", "short", "byte", "long", "float", "double", "date", "timestamp", "string" };

    /// <summary>Asks by the protocol and the columns of a version; data files are not read. Works on tables that this library does not read.</summary>
    /// <param name="table">The table.</param>
    /// <param name="version">The version; null is the latest.</param>
    /// <param name="cancellationToken">Stops the reading of the log.</param>
    /// <exception cref="TableNotFoundException">There is no table.</exception>
    /// <exception cref="VersionNotFoundException">The log does not hold the version.</exception>
    /// <exception cref="DeltaException">The log is damaged.</exception>
    public static async Task<CompatibilityReport> CheckCompatibilityAsync(this DeltaTable table, long? version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        var snapshot = await SnapshotReader.UncheckedAsync(table.Store, version, cancellationToken).ConfigureAwait(false);
        var features = Features(snapshot.Protocol);
        return new CompatibilityReport(snapshot.Version, features, [.. ReaderMatrix.Engines.Select(engine => new EngineCompatibility(engine, [.. Obstacles(snapshot, features, engine)]))]);
    }

    /// <summary>Reader version 2 stands for column mapping, 3 for the features that are named.</summary>
    private static IReadOnlyList<string> Features(Protocol protocol) => protocol.MinReaderVersion switch
    {
        < 2 => [],
        2 => ["columnMapping"],
        _ => [.. (protocol.ReaderFeatures ?? []).Order(StringComparer.Ordinal)],
    };

    private static IEnumerable<Obstacle> Obstacles(Snapshot snapshot, IReadOnlyList<string> features, ReadingEngine engine)
    {
        if (snapshot.Protocol.MinReaderVersion > ReaderMatrix.HighestReaderVersion)
        {
            yield return new Obstacle($"reader version {snapshot.Protocol.MinReaderVersion}", $"{engine.Name} reads tables up to reader version {ReaderMatrix.HighestReaderVersion}.");
        }

        foreach (var feature in features.Where(feature => !ReaderMatrix.Reads(engine, feature)))
        {
            yield return new Obstacle(feature, $"{engine.Name} does not read tables with the feature {feature}, whether or not a file makes use of it. {Remedy(feature)}");
        }

        if (engine.Key == "spark" && features.Any(feature => feature.StartsWith("typeWidening", StringComparison.Ordinal)))
        {
            foreach (var column in WidenedColumns.UnreadBySpark35(snapshot.Schema))
            {
                yield return new Obstacle(column, $"{engine.Name} reads columns that became wider only from byte to short and integer, and from short to integer; Delta Spark 4.0 reads the others.");
            }
        }

        if (engine.Key == "athena")
        {
            foreach (var column in AthenaPartitions(snapshot))
            {
                yield return new Obstacle($"partition column {column.Name} of type {column.Type}", $"{engine.Name} does not take partition columns of this type.");
            }
        }
    }

    private static string Remedy(string feature) => feature == "deletionVectors"
        ? "Set delta.enableDeletionVectors to false, purge the table (lakehouse table optimize --purge), then drop the feature with Delta Spark: ALTER TABLE … DROP FEATURE deletionVectors."
        : $"Delta Spark drops it where nothing needs it any more: ALTER TABLE … DROP FEATURE {feature}.";

    private static IEnumerable<StructField> AthenaPartitions(Snapshot snapshot)
    {
        if (snapshot.Metadata.PartitionColumns.Count == 0)
        {
            return [];
        }

        return snapshot.Metadata.PartitionColumns
            .Select(snapshot.Schema.Find)
            .OfType<StructField>()
            .Where(field => field.Type is not DecimalType && !AthenaPartitionTypes.Contains(field.Type.ToString()!));
    }
}
