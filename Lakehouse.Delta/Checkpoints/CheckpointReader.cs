using Lakehouse.Storage;

namespace Lakehouse.Delta;

/// <summary>Reads the actions of a checkpoint.</summary>
internal static class CheckpointReader
{
    public static Task ReadAsync(ObjectStore store, CheckpointFiles checkpoint, Action<LogAction> apply, CancellationToken cancellationToken) =>
        throw new UnsupportedFeatureException("TODO", "checkpoint", store.Root, checkpoint.Version);
}
