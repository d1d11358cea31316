namespace Lakehouse.Delta;

/// <summary>What a client must understand to read or write the table.</summary>
/// <param name="MinReaderVersion">Reader version; 3 means that <paramref name="ReaderFeatures"/> counts.</param>
/// <param name="MinWriterVersion">Writer version; 7 means that <paramref name="WriterFeatures"/> counts.</param>
/// <param name="ReaderFeatures">Features that readers must support, or null below reader version 3.</param>
/// <param name="WriterFeatures">Features that writers must support, or null below writer version 7.</param>
public sealed record Protocol(int MinReaderVersion, int MinWriterVersion, IReadOnlyList<string>? ReaderFeatures = null, IReadOnlyList<string>? WriterFeatures = null) : LogAction
{
    /// <summary>Whether a feature is listed for readers or writers.</summary>
    public bool Has(string feature) =>
        (ReaderFeatures?.Contains(feature) ?? false) || (WriterFeatures?.Contains(feature) ?? false);
}
