namespace Lakehouse.Delta;

/// <summary>All features of the protocol, and those of a table.</summary>
internal static class TableFeatures
{
    private static readonly Dictionary<string, TableFeature> ByName = new TableFeature[]
    {
        new("appendOnly", LegacyWriterVersion: 2),
        new("invariants", LegacyWriterVersion: 2),
        new("checkConstraints", LegacyWriterVersion: 3),
        new("changeDataFeed", LegacyWriterVersion: 4),
        new("generatedColumns", LegacyWriterVersion: 4),
        new("columnMapping", ForReaders: true, LegacyWriterVersion: 5, LegacyReaderVersion: 2),
        new("identityColumns", LegacyWriterVersion: 6),
        new("allowColumnDefaults"),
        new("deletionVectors", ForReaders: true),
        new("domainMetadata"),
        new("rowTracking") { Requires = ["domainMetadata"] },
        new("clustering") { Requires = ["domainMetadata"] },
        new("inCommitTimestamp"),
        new("timestampNtz", ForReaders: true),
        new("typeWidening", ForReaders: true),
        new("typeWidening-preview", ForReaders: true),
        new("v2Checkpoint", ForReaders: true),
        new("vacuumProtocolCheck", ForReaders: true),
        new("variantType", ForReaders: true) { IsWritten = false, TakesNewRows = true },
        new("variantType-preview", ForReaders: true) { IsWritten = false, TakesNewRows = true },
        new("variantShredding", ForReaders: true) { Requires = ["variantType"], IsWritten = false, TakesNewRows = true },
        new("variantShredding-preview", ForReaders: true) { IsWritten = false, TakesNewRows = true },
        new("geospatial", ForReaders: true) { IsWritten = false },
        new("materializePartitionColumns") { IsWritten = false },
        new("icebergCompatV1") { Requires = ["columnMapping"], IsWritten = false },
        new("icebergCompatV2") { Requires = ["columnMapping"], IsWritten = false },
        new("icebergCompatV3") { Requires = ["columnMapping", "rowTracking"], IsWritten = false },
        new("icebergWriterCompatV1") { IsWritten = false },
        new("checkpointProtection") { IsWritten = false },
        new("catalogManaged", ForReaders: true) { Requires = ["inCommitTimestamp", "vacuumProtocolCheck"], IsWritten = false },
        new("coordinatedCommits-preview") { IsWritten = false },
        new("collations-preview") { IsWritten = false },
        new("redirectReaderWriter-preview", ForReaders: true) { IsWritten = false },
        new("redirectWriterOnly-preview") { IsWritten = false },
    }.ToDictionary(feature => feature.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The feature of a name, or null when the protocol has none.</summary>
    public static TableFeature? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>
    /// The features of a table: those that are named, and those that a version number below 3 or 7 stands for. A feature for
    /// readers that only the writer version stands for, as in (1, 5), is not one.
    /// </summary>
    public static IReadOnlySet<string> Of(Protocol protocol)
    {
        var features = new HashSet<string>((protocol.WriterFeatures ?? []).Concat(protocol.ReaderFeatures ?? []), StringComparer.Ordinal);
        if (protocol.MinWriterVersion < TableFeature.NamesWriterVersion)
        {
            features.UnionWith(ByName.Values
                .Where(feature => feature.IsLegacy && feature.LegacyWriterVersion <= protocol.MinWriterVersion && feature.MinReaderVersion <= protocol.MinReaderVersion)
                .Select(feature => feature.Name));
        }

        return features;
    }

    /// <summary>
    /// The lowest protocol that says just these features: version numbers where they stand for exactly them, else names. So as many
    /// engines as possible can work with the table.
    /// </summary>
    public static Protocol Lowest(IEnumerable<string> names)
    {
        var all = WithRequired(names);
        var known = all.Select(Find).OfType<TableFeature>().ToArray();
        var reader = known.Select(feature => feature.MinReaderVersion).Append(1).Max();
        var writer = known.Select(feature => feature.MinWriterVersion).Append(1).Max();
        if (writer < TableFeature.NamesWriterVersion && all.SetEquals(Of(new Protocol(reader, writer))))
        {
            return new Protocol(reader, writer);
        }

        return new Protocol(reader, TableFeature.NamesWriterVersion, reader < TableFeature.NamesReaderVersion ? null : ForReaders(all, null), [.. all.Order(StringComparer.Ordinal)]);
    }

    /// <summary>Those of the features that readers must know.</summary>
    public static IReadOnlyList<string> ForReaders(IEnumerable<string> features, Protocol? present) =>
        [.. features.Where(name => Find(name) is { ForReaders: true } || present?.ReaderFeatures?.Contains(name) == true).Order(StringComparer.Ordinal)];

    /// <summary>The features and all that they require.</summary>
    public static IReadOnlySet<string> WithRequired(IEnumerable<string> names)
    {
        var all = new HashSet<string>(StringComparer.Ordinal);
        var pending = new Stack<string>(names);
        while (pending.TryPop(out var name))
        {
            if (all.Add(name))
            {
                foreach (var required in Find(name)?.Requires ?? [])
                {
                    pending.Push(required);
                }
            }
        }

        return all;
    }
}
