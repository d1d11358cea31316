using DuckDB.NET.Data;

namespace Lakehouse.Delta.Engine;

/// <summary>What DELETE, UPDATE and replace-where have in common: they change the rows of an existing table for which a predicate is true.</summary>
internal abstract class RowOperation(DeltaTable table, DuckDbEngine engine, WriteOptions options)
{
    /// <summary>How messages call the operation.</summary>
    protected abstract string Name { get; }

    /// <summary>What happens to rows, for the refusal by an append-only table.</summary>
    protected abstract string Change { get; }

    /// <summary>Whether it always writes rows again that are there.</summary>
    protected virtual bool CopiesRows => false;

    /// <summary>The predicate, or null for all rows.</summary>
    protected abstract string? Predicate { get; }

    protected DeltaTable Table => table;

    protected DuckDbEngine Engine => engine;

    protected WriteOptions Options => options;

    public Task<CommitResult> RunAsync(CancellationToken cancellationToken) =>
        WriteAttempts.RunAsync(table, $"The {Name}", options, snapshot => AttemptAsync(snapshot, cancellationToken), cancellationToken);

    /// <summary>Runs the operation once the table, the predicate and the files are known.</summary>
    protected abstract Task<CommitResult> RunAsync(Snapshot snapshot, PredicateFiles files, OperationMetrics metrics, CancellationToken cancellationToken);

    /// <summary>Commits the files of the operation.</summary>
    protected Task<long> CommitAsync(Snapshot snapshot, CommitInfo info, RewrittenFiles files, TableRead read, CancellationToken cancellationToken, TableShape? shape = null) =>
        Committer.CommitAsync(table.Store, snapshot, info, [.. shape?.ChangesSince(snapshot) ?? [], .. CommitActions.Transaction(options), .. files.Actions], read with { Isolation = options.Isolation }, cancellationToken);

    /// <summary>The FROM clause that the caller's expressions may use.</summary>
    protected static string EmptyTarget(Snapshot snapshot) => $"{EmptyScan.Sql(snapshot.Schema, withRowAddress: false)} AS target";

    private async Task<CommitResult> AttemptAsync(Snapshot? snapshot, CancellationToken cancellationToken)
    {
        if (snapshot is null)
        {
            throw SnapshotReader.NoTable(table.Store);
        }

        if (WriteAttempts.IsApplied(snapshot, options))
        {
            return CommitResult.Nothing(snapshot.Version);
        }

        if (CopiesRows)
        {
            WriterFeatures.Check(snapshot);
        }
        else
        {
            WriterFeatures.CheckForNewRows(snapshot); // rows that stay in files which others leave are copied where there are no deletion vectors: see RowRewrite
        }

        AppendOnly.Refuse(snapshot, Change);
        var metrics = new OperationMetrics();
        await new ExpressionCheck(engine, snapshot).ConditionAsync($"the condition of the {Name}", Predicate, EmptyTarget(snapshot), cancellationToken).ConfigureAwait(false);
        var files = await PredicateFiles.OfAsync(engine, snapshot, Predicate, cancellationToken).ConfigureAwait(false);
        try
        {
            return await RunAsync(snapshot, files, metrics, cancellationToken).ConfigureAwait(false);
        }
        catch (DuckDBException error) when (OperationError.Explain(snapshot, error) is { } explained)
        {
            throw explained;
        }
    }
}
