namespace Lakehouse.Delta.Benchmarks;

/// <summary>A folder for tables, which goes away at the end unless it was given.</summary>
internal sealed class BenchmarkFolder : IAsyncDisposable
{
    private readonly bool temporary;

    public BenchmarkFolder(string? given)
    {
        temporary = given is null;
        Path = given ?? System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"delta-benchmark-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public DeltaTable Table(string name) => DeltaTable.At(new Uri(Location(name) + "/"));

    public string Location(string name) => System.IO.Path.Combine(Path, name);

    public ValueTask DisposeAsync()
    {
        if (temporary)
        {
            Directory.Delete(Path, recursive: true);
        }

        return ValueTask.CompletedTask;
    }
}
