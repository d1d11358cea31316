namespace Lakehouse.Delta.Engine;

/// <summary>Operations that care for a table without changing what its rows say, except the RESTORE ones.</summary>
public static class DeltaMaintenance
{
    /// <summary>
    /// Writes small files of a partition together into larger ones, or rows that are near each other into the same files (OPTIMIZE).
    /// Rows do not change, so that it holds after any commit of others that does not touch the same files.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="engine">Where it runs.</param>
    /// <param name="options">Which files, and how. A table with clustering columns is clustered by them.</param>
    /// <param name="cancellationToken">Stops it before the commit.</param>
    /// <exception cref="TableNotFoundException">There is no table.</exception>
    /// <exception cref="SchemaMismatchException">A column of the options is not the table's, or cannot be used there.</exception>
    /// <exception cref="ConcurrentModificationException">Others changed the same files each time.</exception>
    public static Task<OptimizeResult> OptimizeAsync(this DeltaTable table, DuckDbEngine engine, OptimizeOptions options, CancellationToken cancellationToken) =>
        new OptimizeOperation(table, engine, options).RunAsync(cancellationToken);

    /// <summary>Compacts files of fewer than <paramref name="smallerThan"/> bytes.</summary>
    /// <inheritdoc cref="OptimizeAsync(DeltaTable, DuckDbEngine, OptimizeOptions, CancellationToken)"/>
    public static Task<OptimizeResult> OptimizeAsync(this DeltaTable table, DuckDbEngine engine, long smallerThan, CancellationToken cancellationToken) =>
        table.OptimizeAsync(engine, new OptimizeOptions { SmallerThan = smallerThan }, cancellationToken);

    /// <summary>Writes files with deletion vectors anew without the deleted rows (REORG TABLE … APPLY (PURGE)), whatever their size.</summary>
    /// <inheritdoc cref="OptimizeAsync(DeltaTable, DuckDbEngine, OptimizeOptions, CancellationToken)"/>
    public static Task<OptimizeResult> PurgeAsync(this DeltaTable table, DuckDbEngine engine, OptimizeOptions options, CancellationToken cancellationToken) =>
        new OptimizeOperation(table, engine, options, purge: true).RunAsync(cancellationToken);

    /// <summary>Deletes files that no version younger than the retention needs (VACUUM).</summary>
    /// <param name="table">The table.</param>
    /// <param name="options">How old files must be, and whether to delete them at all.</param>
    /// <param name="cancellationToken">Stops between files.</param>
    /// <exception cref="RetentionTooShortException">The retention is shorter than the table's, and the options do not allow that.</exception>
    public static Task<VacuumResult> VacuumAsync(this DeltaTable table, VacuumOptions options, CancellationToken cancellationToken) =>
        new VacuumOperation(table, options).RunAsync(cancellationToken);

    /// <summary>Deletes files that no version younger than <paramref name="retention"/> needs (VACUUM).</summary>
    /// <param name="table">The table.</param>
    /// <param name="retention">How long files stay after they left the table.</param>
    /// <param name="dryRun">Only tells what would be deleted.</param>
    /// <param name="cancellationToken">Stops between files.</param>
    /// <exception cref="RetentionTooShortException">The retention is shorter than the table's.</exception>
    public static Task<VacuumResult> VacuumAsync(this DeltaTable table, TimeSpan retention, bool dryRun, CancellationToken cancellationToken) =>
        table.VacuumAsync(new VacuumOptions { Retention = retention, DryRun = dryRun }, cancellationToken);

    /// <summary>Makes the table what it was at an earlier version, by a new commit (RESTORE).</summary>
    /// <exception cref="VersionNotFoundException">The log does not hold the version.</exception>
    /// <exception cref="MissingFileException">A file of that version is gone.</exception>
    public static Task<RestoreResult> RestoreAsync(this DeltaTable table, long version, CancellationToken cancellationToken, IProgress<OperationProgress>? progress = null) =>
        new RestoreOperation(table, (_, _) => Task.FromResult(version), progress).RunAsync(cancellationToken);

    /// <summary>Makes the table what it was at a time, by a new commit (RESTORE).</summary>
    /// <exception cref="VersionNotFoundException">All versions that can be read are later.</exception>
    /// <exception cref="MissingFileException">A file of that version is gone.</exception>
    public static Task<RestoreResult> RestoreAsync(this DeltaTable table, DateTimeOffset timestamp, CancellationToken cancellationToken, IProgress<OperationProgress>? progress = null) =>
        new RestoreOperation(table, async (handle, cancellation) => (await handle.GetSnapshotAsync(timestamp, cancellation).ConfigureAwait(false)).Version, progress).RunAsync(cancellationToken);

    /// <summary>Makes a folder of Parquet files a table, without writing them anew (CONVERT TO DELTA).</summary>
    /// <param name="table">The folder.</param>
    /// <param name="options">Partition columns, statistics and properties.</param>
    /// <param name="cancellationToken">Stops it before the commit.</param>
    /// <exception cref="SchemaMismatchException">The files cannot be one table: two have a column of types that do not go together, or folders differ in their partition columns.</exception>
    /// <exception cref="TableNotFoundException">The folder holds no Parquet file.</exception>
    /// <exception cref="CorruptDataException">A file is no Parquet file.</exception>
    public static Task<ConvertResult> ConvertAsync(this DeltaTable table, ConvertOptions options, CancellationToken cancellationToken) =>
        new ConvertOperation(table, options).RunAsync(cancellationToken);

    /// <summary>Writes a checkpoint of the latest version, so that it opens faster.</summary>
    public static async Task<CheckpointResult> CheckpointAsync(this DeltaTable table, CancellationToken cancellationToken, IProgress<OperationProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        return await CheckpointSchedule.WriteAsync(await table.GetSnapshotAsync(cancellationToken).ConfigureAwait(false), progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Deletes commits, checkpoints and their companions that are older than <c>delta.logRetentionDuration</c> (30 days unless set) and that no later
    /// version needs. It runs by itself after checkpoints unless <c>delta.enableExpiredLogCleanup</c> is false.
    /// </summary>
    public static async Task<LogCleanupResult> CleanUpLogAsync(this DeltaTable table, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        return await LogCleanup.RunAsync(await table.GetSnapshotAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }
}
