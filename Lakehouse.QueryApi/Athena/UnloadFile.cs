using System.IO.Compression;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Results;

namespace Lakehouse.QueryApi.Athena;

/// <summary>Takes an UNLOAD's rows into a file, and puts it at its location when it is whole.</summary>
internal sealed class UnloadFile : AnswerSink
{
    private readonly ResultLocation location;
    private readonly string localPath;
    private readonly FileStream file;
    private readonly Stream content;

    private UnloadFile(ResultLocation location, bool isGzipped)
    {
        this.location = location;
        localPath = location.Store.CreateUploadFile(Path.GetExtension(location.Path));
        Directory.CreateDirectory(Path.GetDirectoryName(localPath)!);
        file = new FileStream(localPath, FileMode.Create, FileAccess.Write, FileShare.None, 64 * 1024, FileOptions.Asynchronous);
        content = isGzipped ? new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true) : file;
    }

    /// <summary>Where clients find it.</summary>
    public string Told => location.Told;

    /// <summary>Bytes of the file.</summary>
    public long Length { get; private set; }

    /// <summary>Begins a file in a folder in which there is none.</summary>
    /// <exception cref="QueryException">There are files, as Athena refuses it.</exception>
    public static async Task<UnloadFile> CreateAsync(ResultLocation location, bool isGzipped, CancellationToken cancellationToken)
    {
        var folder = location.Path[..(location.Path.LastIndexOf('/') + 1)];
        await foreach (var _ in location.Store.ListAsync(folder, null, cancellationToken))
        {
            throw new QueryException(Problem.QueryFailed, $"HIVE_PATH_ALREADY_EXISTS: Target directory for UNLOAD already has files: {location.Told[..location.Told.LastIndexOf('/')]}/. Name another one.");
        }

        return new UnloadFile(location, isGzipped);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> block, CancellationToken cancellationToken) => await content.WriteAsync(block, cancellationToken);

    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (content != file)
        {
            await content.DisposeAsync();
        }

        Length = file.Length;
        await file.DisposeAsync();
        await location.Store.PutFileAsync(location.Path, localPath, cancellationToken);
    }

    public override void Dispose()
    {
        content.Dispose();
        file.Dispose();
        File.Delete(localPath);
    }
}
