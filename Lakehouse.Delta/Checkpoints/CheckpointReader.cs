using DuckDB.NET.Data;
using Lakehouse.Delta.Engine;
using Lakehouse.Storage;

namespace Lakehouse.Delta;

/// <summary>Reads the actions of a checkpoint of any kind, sidecars included.</summary>
internal static class CheckpointReader
{
    public const string SidecarFolder = LogFile.Folder + "_sidecars/";

    /// <exception cref="CorruptLogException">A file is damaged.</exception>
    /// <exception cref="MissingFileException">A sidecar is missing.</exception>
    public static async Task ReadAsync(ObjectStore store, CheckpointFiles checkpoint, Action<LogAction> apply, CancellationToken cancellationToken)
    {
        var sidecars = new List<Sidecar>();
        foreach (var file in checkpoint.Files)
        {
            await ReadFileAsync(store, file.Path, checkpoint.Version, ApplyOrCollect, cancellationToken).ConfigureAwait(false);
        }

        foreach (var sidecar in sidecars)
        {
            await ReadFileAsync(store, PathOf(sidecar), checkpoint.Version, apply, cancellationToken).ConfigureAwait(false);
        }

        void ApplyOrCollect(LogAction action)
        {
            if (action is Sidecar sidecar)
            {
                sidecars.Add(sidecar);
            }
            else
            {
                apply(action);
            }
        }
    }

    /// <summary>Paths of a checkpoint's sidecars.</summary>
    public static async Task<IReadOnlyList<string>> SidecarsAsync(ObjectStore store, CheckpointFiles checkpoint, CancellationToken cancellationToken)
    {
        var paths = new List<string>();
        foreach (var file in checkpoint.Files)
        {
            await ReadFileAsync(store, file.Path, checkpoint.Version, action => paths.AddRange(action is Sidecar sidecar ? [PathOf(sidecar)] : []), cancellationToken).ConfigureAwait(false);
        }

        return paths;
    }

    private static string PathOf(Sidecar sidecar) => sidecar.Path.Contains('/', StringComparison.Ordinal) ? FilePath.Decode(sidecar.Path) : SidecarFolder + FilePath.Decode(sidecar.Path);

    private static async Task ReadFileAsync(ObjectStore store, string path, long version, Action<LogAction> apply, CancellationToken cancellationToken)
    {
        if (path.EndsWith(".json", StringComparison.Ordinal))
        {
            await CommitReader.ReadAsync(store, path, version, apply, cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            using var local = await LocalCopy.OfAsync(store, path, cancellationToken).ConfigureAwait(false);
            await ParquetActions.ReadAsync(local.Path, apply, cancellationToken).ConfigureAwait(false);
        }
        catch (FileNotFoundException missing)
        {
            throw new MissingFileException("A file of the checkpoint is missing.", store.Root, version, path, missing);
        }
        catch (Exception damaged) when (damaged is DuckDBException or InvalidDataException or OverflowException)
        {
            throw new CorruptLogException($"The checkpoint cannot be read: {damaged.Message}", store.Root, version, path, damaged);
        }
    }
}
