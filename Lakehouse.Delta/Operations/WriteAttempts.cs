namespace Lakehouse.Delta.Engine;

/// <summary>Runs an operation again from the new version when a commit of another writer came first.</summary>
internal static class WriteAttempts
{
    /// <exception cref="ConcurrentModificationException">Others were faster every time.</exception>
    public static Task<CommitResult> RunAsync(DeltaTable table, string operation, Func<Snapshot?, Task<CommitResult>> attempt, CancellationToken cancellationToken) =>
        RunAsync(table, operation, new WriteOptions(), attempt, cancellationToken);

    /// <exception cref="ConcurrentModificationException">Others were faster every time.</exception>
    public static async Task<CommitResult> RunAsync(DeltaTable table, string operation, WriteOptions options, Func<Snapshot?, Task<CommitResult>> attempt, CancellationToken cancellationToken)
    {
        for (var number = 1; ; number++)
        {
            try
            {
                var snapshot = await table.TryGetSnapshotAsync(cancellationToken).ConfigureAwait(false);
                var result = await attempt(snapshot).ConfigureAwait(false);
                if (result.Committed)
                {
                    await CheckpointSchedule.AfterCommitAsync(table, snapshot?.Metadata, result.Version, cancellationToken).ConfigureAwait(false);
                }

                return result;
            }
            catch (CommitConflictException) when (number < options.Attempts)
            {
                // Wait a little and not equally long, so that writers do not collide again at once.
                await Task.Delay(Random.Shared.Next(5, 20 * number), cancellationToken).ConfigureAwait(false);
            }
            catch (CommitConflictException conflict)
            {
                throw conflict.Describe(operation, number, table.Location);
            }
        }
    }

    /// <summary>Whether the application's transaction is in the table already.</summary>
    public static bool IsApplied(Snapshot? snapshot, WriteOptions options) =>
        snapshot is not null && !options.Reapply && options.Transaction is { } transaction
        && snapshot.AppTransactions.TryGetValue(transaction.AppId, out var applied) && applied >= transaction.Version;
}
