namespace Lakehouse.Delta;

/// <summary>Raises a table's protocol where its schema or properties need a feature that it lacks.</summary>
internal static class ProtocolUpgrade
{
    /// <summary>The protocol to write, or null when the present one is enough. Features are never taken away.</summary>
    /// <param name="present">The table's protocol.</param>
    /// <param name="needed">Features that it must have.</param>
    public static Protocol? Needed(Protocol present, IEnumerable<string> needed)
    {
        var features = TableFeatures.Of(present);
        string[] missing = [.. needed.Where(feature => !features.Contains(feature) && !features.Contains(feature + "-preview"))];
        if (missing.Length == 0)
        {
            return null;
        }

        var all = TableFeatures.WithRequired(features.Concat(missing));
        var lowest = TableFeatures.Lowest(all);
        if (present.MinWriterVersion < TableFeature.NamesWriterVersion)
        {
            return lowest;
        }

        // A table that names its features goes on doing so.
        var reader = Math.Max(lowest.MinReaderVersion, present.MinReaderVersion);
        return new Protocol(
            reader,
            TableFeature.NamesWriterVersion,
            reader < TableFeature.NamesReaderVersion ? null : TableFeatures.ForReaders(all, present),
            [.. all.Order(StringComparer.Ordinal)]);
    }
}
