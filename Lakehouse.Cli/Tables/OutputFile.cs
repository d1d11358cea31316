using Lakehouse.Storage;

namespace Lakehouse.Cli.Tables;

/// <summary>The file of <c>--out</c>: it appears under its name when it is whole, and not at all when the work fails.</summary>
internal sealed class OutputFile : IDisposable
{
    private readonly string target;
    private readonly ObjectStore? store;

    private OutputFile(string target, ObjectStore? store, string path)
    {
        this.target = target;
        this.store = store;
        Path = path;
    }

    /// <summary>The local file to write.</summary>
    public string Path { get; }

    /// <param name="target">A local path, <c>file:///…</c> or <c>s3://bucket/key</c>.</param>
    /// <exception cref="CliException">It is none of these.</exception>
    public static OutputFile Create(string target)
    {
        try
        {
            var location = ObjectStores.ParseLocation(target);
            if (location.IsFile)
            {
                var local = location.LocalPath;
                return new OutputFile(local, null, System.IO.Path.Combine(System.IO.Path.GetDirectoryName(local)!, $".{System.IO.Path.GetFileName(local)}.{Guid.NewGuid():N}.tmp"));
            }

            var store = ObjectStores.Open(new Uri(location, "."));
            return new OutputFile(Uri.UnescapeDataString(location.Segments[^1]), store, store.CreateUploadFile(System.IO.Path.GetExtension(target)));
        }
        catch (Exception wrong) when (wrong is UriFormatException or ArgumentException or NotSupportedException)
        {
            throw new CliException(ExitCode.Usage, $"--out is '{target}', which is no file: {wrong.Message}");
        }
    }

    /// <summary>Gives the file its name, in place of one that has it.</summary>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        if (store is null)
        {
            File.Move(Path, target, overwrite: true);
        }
        else
        {
            await store.PutFileAsync(target, Path, cancellationToken);
        }
    }

    public void Dispose() => File.Delete(Path);
}
