namespace Lakehouse.Delta;

/// <summary>A feature of the protocol (PROTOCOL.md: Valid Feature Names in Table Features).</summary>
/// <param name="Name">As it stands in <c>readerFeatures</c> and <c>writerFeatures</c>.</param>
/// <param name="ForReaders">Whether readers must know it too.</param>
/// <param name="LegacyWriterVersion">The writer version, below 7, that stands for it; 0 when only its name does.</param>
/// <param name="LegacyReaderVersion">The reader version, below 3, that stands for it; 0 when none does.</param>
internal sealed record TableFeature(string Name, bool ForReaders = false, int LegacyWriterVersion = 0, int LegacyReaderVersion = 0)
{
    public const int NamesReaderVersion = 3;
    public const int NamesWriterVersion = 7;

    /// <summary>Features that a table with this one must have as well.</summary>
    public IReadOnlyList<string> Requires { get; init; } = [];

    /// <summary>Whether this library keeps all that writers must do. Others are known by name only, so that a refusal can name them.</summary>
    public bool IsWritten { get; init; } = true;

    /// <summary>
    /// Whether this library writes new rows to tables with it, although it does not copy rows of them: through its JSON a variant would lose the types of its values.
    /// </summary>
    public bool TakesNewRows { get => IsWritten || field; init; }

    /// <summary>Whether a version number can stand for it.</summary>
    public bool IsLegacy => LegacyWriterVersion > 0;

    /// <summary>The lowest reader version of a table with it.</summary>
    public int MinReaderVersion => IsLegacy ? Math.Max(1, LegacyReaderVersion) : ForReaders ? NamesReaderVersion : 1;

    /// <summary>The lowest writer version of a table with it.</summary>
    public int MinWriterVersion => IsLegacy ? LegacyWriterVersion : NamesWriterVersion;
}
