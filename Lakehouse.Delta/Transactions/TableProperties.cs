namespace Lakehouse.Delta;

/// <summary>Rules for the properties of a table.</summary>
internal static class TableProperties
{
    private const string FeaturePrefix = "delta.feature.";
    private const string MinReader = "delta.minReaderVersion";
    private const string MinWriter = "delta.minWriterVersion";

    /// <summary>Properties that only features themselves set.</summary>
    private static readonly string[] Internal =
    [
        ColumnMapper.MaxColumnId, RowTracking.RowIdColumn, RowTracking.RowCommitVersionColumn, InCommitTimestamps.StartVersion, InCommitTimestamps.StartTimestamp,
    ];

    private static readonly string[] Flags =
    [
        "delta.appendOnly", "delta.enableChangeDataFeed", "delta.enableDeletionVectors", InCommitTimestamps.Enable, RowTracking.Enable, RowTracking.Suspend,
        "delta.enableTypeWidening", "delta.randomizeFilePrefixes", "delta.checkpoint.writeStatsAsJson", "delta.checkpoint.writeStatsAsStruct",
    ];

    /// <summary>Features that properties such as <c>delta.feature.domainMetadata = supported</c> and <c>delta.minWriterVersion = 4</c> ask for.</summary>
    public static IEnumerable<string> FeaturesAsked(IReadOnlyDictionary<string, string?> properties)
    {
        foreach (var (key, value) in properties.Where(entry => entry.Key.StartsWith(FeaturePrefix, StringComparison.OrdinalIgnoreCase)))
        {
            if (value is not ("supported" or "enabled"))
            {
                throw new SchemaMismatchException($"The property {key} must be 'supported', not '{value}'.", null);
            }

            var name = key[FeaturePrefix.Length..];
            yield return TableFeatures.Find(name) switch
            {
                null => throw new UnsupportedFeatureException($"The feature '{name}' is not known, so it cannot be set by {key}.", name, null),
                { TakesNewRows: false } unwritten => throw new UnsupportedFeatureException($"The feature '{unwritten.Name}' cannot be added to a table: this library does not write tables with it.", unwritten.Name, null),
                var feature => feature.Name,
            };
        }

        var reader = Version(properties, MinReader) ?? 1;
        if (Version(properties, MinWriter) is { } writer and < TableFeature.NamesWriterVersion)
        {
            foreach (var feature in TableFeatures.Of(new Protocol(reader, writer)))
            {
                yield return feature;
            }
        }
    }

    /// <summary>The properties without those that only say something about the protocol.</summary>
    public static IReadOnlyDictionary<string, string?> WithoutProtocol(IReadOnlyDictionary<string, string?> properties) =>
        properties.Keys.Any(IsProtocol) ? properties.Where(entry => !IsProtocol(entry.Key)).ToDictionary(StringComparer.Ordinal) : properties;

    public static void CheckNew(IReadOnlyDictionary<string, string?> properties)
    {
        CheckFlags(properties);
        CheckMode(properties.GetValueOrDefault(ColumnMapper.Mode));
    }

    /// <exception cref="SchemaMismatchException">A property may not change in this way.</exception>
    public static void CheckChange(Metadata before, IReadOnlyDictionary<string, string?> after)
    {
        CheckFlags(after);
        foreach (var key in Internal.Where(key => before.Property(key) is not null || after.ContainsKey(key)))
        {
            if (before.Property(key) != after.GetValueOrDefault(key))
            {
                throw new SchemaMismatchException($"The property {key} belongs to a feature of the table and cannot be set by hand.", null);
            }
        }

        var (from, to) = (before.Property(ColumnMapper.Mode) ?? "none", after.GetValueOrDefault(ColumnMapper.Mode) ?? "none");
        CheckMode(to);
        if (from != to && (from, to) is not ("none", "name"))
        {
            throw new SchemaMismatchException($"The column mapping of a table cannot be changed from '{from}' to '{to}'; only from 'none' to 'name'.", null);
        }
    }

    private static void CheckMode(string? mode)
    {
        if (mode is not (null or "none" or "name" or "id"))
        {
            throw new SchemaMismatchException($"The property {ColumnMapper.Mode} must be none, name or id, not '{mode}'.", null);
        }
    }

    private static void CheckFlags(IReadOnlyDictionary<string, string?> properties)
    {
        foreach (var key in Flags)
        {
            if (properties.TryGetValue(key, out var value) && !bool.TryParse(value, out _))
            {
                throw new SchemaMismatchException($"The property {key} must be true or false, not '{value}'.", null);
            }
        }

        if (IsTrue(properties, RowTracking.Enable) && IsTrue(properties, RowTracking.Suspend))
        {
            throw new SchemaMismatchException($"A table cannot have both {RowTracking.Enable} and {RowTracking.Suspend}.", null);
        }
    }

    private static bool IsTrue(IReadOnlyDictionary<string, string?> properties, string key) => bool.TryParse(properties.GetValueOrDefault(key), out var on) && on;

    private static bool IsProtocol(string key) => key.StartsWith(FeaturePrefix, StringComparison.OrdinalIgnoreCase) || key is MinReader or MinWriter;

    private static int? Version(IReadOnlyDictionary<string, string?> properties, string key) =>
        !properties.TryGetValue(key, out var text) ? null
        : int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var version) && version is >= 1 and <= TableFeature.NamesWriterVersion ? version
        : throw new SchemaMismatchException($"The property {key} must be a version from 1 to {TableFeature.NamesWriterVersion}, not '{text}'.", null);
}
