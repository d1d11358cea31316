namespace Lakehouse.Delta;

/// <summary>Decides when a checkpoint is due.</summary>
internal static class Checkpoints
{
    public static Task AfterCommitAsync(DeltaTable table, long version, CancellationToken cancellationToken) => Task.CompletedTask;
}
