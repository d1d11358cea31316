namespace Lakehouse.Delta.Engine;

/// <summary>An ALTER TABLE: one commit that changes what the table is, tried again when another writer came first.</summary>
/// <param name="table">The table.</param>
/// <param name="operation">Its name, as Delta Spark has it in <c>commitInfo</c>.</param>
internal sealed class AlterOperation(DeltaTable table, string operation)
{
    private static readonly WriteOptions Options = new();

    public Task<CommitResult> RunAsync(Func<Snapshot, Alteration> alter, CancellationToken cancellationToken) =>
        RunAsync(snapshot => Task.FromResult(alter(snapshot)), cancellationToken);

    /// <param name="alter">Gives the change for the present version; it may read the table.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    public Task<CommitResult> RunAsync(Func<Snapshot, Task<Alteration>> alter, CancellationToken cancellationToken) =>
        WriteAttempts.RunAsync(table, operation, Options, snapshot => AttemptAsync(snapshot ?? throw SnapshotReader.NoTable(table.Store), alter, cancellationToken), cancellationToken);

    private async Task<CommitResult> AttemptAsync(Snapshot snapshot, Func<Snapshot, Task<Alteration>> alter, CancellationToken cancellationToken)
    {
        WriterFeatures.CheckForNewRows(snapshot);
        var alteration = await alter(snapshot).ConfigureAwait(false);
        LogAction[] actions = [.. alteration.Shape.ChangesSince(snapshot), .. alteration.Actions];
        if (actions.Length == 0)
        {
            return CommitResult.Nothing(snapshot.Version);
        }

        var info = CommitActions.Info(operation, alteration.Read.IsNothing, Options, alteration.Parameters, EmptyMap.Instance);
        return new CommitResult(await Committer.CommitAsync(table.Store, snapshot, info, actions, alteration.Read, cancellationToken).ConfigureAwait(false), 0, 0, 0, 0, 0, true);
    }
}
