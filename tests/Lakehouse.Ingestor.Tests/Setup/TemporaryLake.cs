namespace Lakehouse.Ingestor.Tests.Setup;

/// <summary>A lake's folder, deleted with the test.</summary>
internal sealed class TemporaryLake : IDisposable
{
    public TemporaryLake()
    {
        Path = Directory.CreateTempSubdirectory("lakehouse-ingestor-").FullName;
        Raw = new RawReader(Path);
    }

    public string Path { get; }

    public RawReader Raw { get; }

    /// <summary>Files that are not finished.</summary>
    public IReadOnlyList<string> Uploads() => [.. Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories).Where(file => file.Contains("/.uploads/", StringComparison.Ordinal))];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
