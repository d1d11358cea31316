namespace Lakehouse.Delta.Engine;

/// <summary>Operations that care for a table without changing what its rows say, except <see cref="RestoreAsync"/>.</summary>
public static class DeltaMaintenance
{
    /// <summary>Writes small files of a partition, and files with deletion vectors, together into larger ones (OPTIMIZE). Rows do not change.</summary>
    /// <param name="table">The table.</param>
    /// <param name="engine">Where it runs.</param>
    /// <param name="smallerThan">Files of fewer bytes are small; 128 MiB is usual.</param>
    /// <param name="cancellationToken">Stops it before the commit.</param>
    /// <returns><c>Committed</c> is false when no partition has two files to put together.</returns>
    public static Task<CommitResult> OptimizeAsync(this DeltaTable table, DuckDbEngine engine, long smallerThan, CancellationToken cancellationToken) =>
        new OptimizeOperation(table, engine, smallerThan).RunAsync(cancellationToken);

    /// <summary>Deletes files that no version younger than <paramref name="retention"/> needs (VACUUM).</summary>
    /// <param name="table">The table.</param>
    /// <param name="retention">
    /// How long files stay after they left the table. Less than the table's <c>delta.deletedFileRetentionDuration</c> (7 days unless set) is refused.
    /// </param>
    /// <param name="dryRun">Only tells what would be deleted.</param>
    /// <param name="cancellationToken">Stops between files.</param>
    /// <exception cref="ArgumentOutOfRangeException">The retention is shorter than the table's.</exception>
    public static Task<VacuumResult> VacuumAsync(this DeltaTable table, TimeSpan retention, bool dryRun, CancellationToken cancellationToken) =>
        new VacuumOperation(table).RunAsync(retention, dryRun, cancellationToken);

    /// <summary>Makes the table what it was at an earlier version, by a new commit (RESTORE).</summary>
    /// <exception cref="VersionNotFoundException">The log does not hold the version.</exception>
    /// <exception cref="MissingFileException">A file of that version is gone.</exception>
    public static Task<CommitResult> RestoreAsync(this DeltaTable table, long version, CancellationToken cancellationToken) =>
        new RestoreOperation(table).RunAsync(version, cancellationToken);
}
