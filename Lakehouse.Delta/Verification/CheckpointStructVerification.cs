using Lakehouse.Delta.Engine;
using Lakehouse.Storage;

namespace Lakehouse.Delta;

/// <summary>Holds the structs of a checkpoint's adds against the texts beside them, in the checkpoint itself and in its sidecars.</summary>
internal static class CheckpointStructVerification
{
    /// <summary>Reports each file of the checkpoint whose structs say something else than its texts. The checkpoint can be read.</summary>
    public static async Task RunAsync(ObjectStore store, CheckpointFiles checkpoint, Action<VerificationFinding> found, CancellationToken cancellationToken)
    {
        var hasSidecars = false;
        foreach (var file in checkpoint.Files)
        {
            hasSidecars |= await FileAsync(store, file.Path, checkpoint.Version, found, cancellationToken).ConfigureAwait(false);
        }

        foreach (var sidecar in hasSidecars ? await CheckpointReader.SidecarsAsync(store, checkpoint, cancellationToken).ConfigureAwait(false) : [])
        {
            await FileAsync(store, sidecar, checkpoint.Version, found, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Returns whether the file may name sidecars.</summary>
    private static async Task<bool> FileAsync(ObjectStore store, string path, long version, Action<VerificationFinding> found, CancellationToken cancellationToken)
    {
        if (path.EndsWith(".json", StringComparison.Ordinal))
        {
            return true; // JSON holds no structs of its own
        }

        using var local = await LocalCopy.OfAsync(store, path, cancellationToken).ConfigureAwait(false);
        var columns = await CheckpointStructs.ColumnsAsync(local.Path, cancellationToken).ConfigureAwait(false);
        if (columns.TryGetValue("add", out var type))
        {
            foreach (var (file, members) in await CheckpointStructs.DifferencesAsync(local.Path, type, cancellationToken).ConfigureAwait(false))
            {
                found(new VerificationFinding(VerificationCheck.Log, $"The checkpoint's structs and texts about {file} differ in {members}: engines that prune by the one or the other find other rows.", version, path));
            }
        }

        return columns.ContainsKey("sidecar");
    }
}
