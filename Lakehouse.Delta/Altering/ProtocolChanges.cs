namespace Lakehouse.Delta.Engine;

/// <summary>Changes of the protocol, and of metadata domains.</summary>
internal static class ProtocolChanges
{
    private const string SystemPrefix = "delta.";

    /// <exception cref="UnsupportedFeatureException">The feature is not known, or not written by this library.</exception>
    public static Alteration AddFeature(Snapshot snapshot, string feature)
    {
        var property = $"delta.feature.{feature}";
        var asked = new Dictionary<string, string> { [property] = "supported" };
        var configuration = new Dictionary<string, string?>(snapshot.Metadata.Configuration, StringComparer.Ordinal) { [property] = "supported" };
        return new Alteration(Only(snapshot, configuration), new Dictionary<string, string?> { ["properties"] = AlterationParameters.Map(asked) });
    }

    /// <summary>The versions stand for features, which the table gets; a table is never taken back to fewer.</summary>
    public static Alteration Upgrade(Snapshot snapshot, int minReaderVersion, int minWriterVersion)
    {
        if (minReaderVersion < 1 || minWriterVersion < 1 || minReaderVersion > TableFeature.NamesReaderVersion || minWriterVersion > TableFeature.NamesWriterVersion)
        {
            throw new SchemaMismatchException($"There is no protocol with reader version {minReaderVersion} and writer version {minWriterVersion}.", snapshot.Location, snapshot.Version);
        }

        var present = TableFeatures.Of(snapshot.Protocol);
        var wanted = minWriterVersion == TableFeature.NamesWriterVersion ? present : TableFeatures.Of(new Protocol(minReaderVersion, minWriterVersion));
        var protocol = ProtocolUpgrade.Needed(snapshot.Protocol, wanted) ?? snapshot.Protocol;
        if (minWriterVersion == TableFeature.NamesWriterVersion && protocol.MinWriterVersion < minWriterVersion)
        {
            protocol = new Protocol(
                Math.Max(minReaderVersion, protocol.MinReaderVersion),
                minWriterVersion,
                Math.Max(minReaderVersion, protocol.MinReaderVersion) < TableFeature.NamesReaderVersion ? null : TableFeatures.ForReaders(present, null),
                [.. present.Order(StringComparer.Ordinal)]);
        }

        WriterFeatures.Check(protocol, copiesRows: false, snapshot.Location, snapshot.Version);
        return new Alteration(TableShape.Of(snapshot) with { Protocol = protocol }, new Dictionary<string, string?> { ["newProtocol"] = AlterationParameters.Version(protocol) });
    }

    /// <exception cref="SchemaMismatchException">The domain belongs to a feature.</exception>
    public static Alteration SetDomain(Snapshot snapshot, string domain, string? configuration)
    {
        if (domain.StartsWith(SystemPrefix, StringComparison.Ordinal))
        {
            throw new SchemaMismatchException($"The metadata domain '{domain}' belongs to a feature of the protocol; only names that do not start with '{SystemPrefix}' can be set.", snapshot.Location, snapshot.Version);
        }

        var present = snapshot.Domains.GetValueOrDefault(domain);
        DomainMetadata? action = configuration is not null ? new DomainMetadata(domain, configuration, Removed: false)
            : present is not null ? present with { Removed = true } : null;
        var shape = TableShape.Of(snapshot);
        return new Alteration(
            shape with { Protocol = ProtocolUpgrade.Needed(shape.Protocol, ["domainMetadata"]) ?? shape.Protocol },
            new Dictionary<string, string?> { ["domain"] = domain })
        {
            Actions = action is null || action == present ? [] : [action],
        };
    }

    /// <summary>The table with what the configuration asks of the protocol, and with no other metadata.</summary>
    private static TableShape Only(Snapshot snapshot, IReadOnlyDictionary<string, string?> configuration)
    {
        var shape = TableShape.Of(snapshot).With(snapshot.Schema, snapshot.Metadata with { Configuration = configuration });
        return shape with { Metadata = snapshot.Metadata };
    }
}
