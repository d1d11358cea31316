namespace Lakehouse.Ingestor.Benchmarks;

/// <summary>A folder for raw files, deleted in the end.</summary>
internal sealed class BenchmarkLake : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("lakehouse-benchmark-").FullName;

    /// <summary>Folder of the table's files.</summary>
    public string Table(string table) => Path.Combine(Folder, "raw", "bench", "public", table);

    public void DeleteChangeFiles()
    {
        foreach (var file in Directory.EnumerateFiles(Folder, "2*.parquet", SearchOption.AllDirectories))
        {
            File.Delete(file);
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
