namespace Lakehouse.Delta.Tests.Corpus;

/// <summary>A copy of a table's folder that a test may change; it goes away on disposal.</summary>
internal sealed class FolderCopy : IDisposable
{
    public FolderCopy(string folder)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"delta-corpus-{Guid.NewGuid():N}");
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var copy = System.IO.Path.Combine(Path, System.IO.Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.WriteAllBytes(copy, File.ReadAllBytes(file)); // not File.Copy, which would keep a file read-only
        }
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
