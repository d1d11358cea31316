namespace Lakehouse.Delta;

/// <summary>Raises a table's protocol where a new schema needs a feature that it lacks.</summary>
internal static class ProtocolUpgrade
{
    private static readonly string[][] FeaturesOfWriterVersion =
    [
        [], [], ["appendOnly", "invariants"], ["checkConstraints"], ["changeDataFeed", "generatedColumns"], ["columnMapping"], ["identityColumns"],
    ];

    /// <summary>The protocol to write, or null when the present one is enough.</summary>
    public static Protocol? Needed(Protocol present, Protocol wanted)
    {
        string[] reader = [.. (wanted.ReaderFeatures ?? []).Except(present.ReaderFeatures ?? [])];
        string[] writer = [.. (wanted.WriterFeatures ?? []).Except(present.WriterFeatures ?? Implied(present.MinWriterVersion))];
        if (reader.Length == 0 && writer.Length == 0)
        {
            return null;
        }

        var needsReader = reader.Length > 0 || present.MinReaderVersion >= 3;
        var impliedReader = present.ReaderFeatures ?? (present.MinReaderVersion == 2 ? ["columnMapping"] : []);
        return new Protocol(
            needsReader ? 3 : present.MinReaderVersion,
            7,
            needsReader ? [.. impliedReader, .. reader] : null,
            [.. present.WriterFeatures ?? Implied(present.MinWriterVersion), .. writer]);
    }

    /// <summary>The features that a writer version below 7 stands for.</summary>
    private static string[] Implied(int writerVersion) => [.. FeaturesOfWriterVersion.Take(writerVersion + 1).SelectMany(features => features)];
}
