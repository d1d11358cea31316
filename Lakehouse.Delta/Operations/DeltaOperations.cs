namespace Lakehouse.Delta.Engine;

/// <summary>Operations that change a table. Each is one commit, all or nothing.</summary>
public static class DeltaOperations
{
    /// <summary>Creates an empty table.</summary>
    /// <returns><c>Committed</c> is false when the table exists with the same schema and partition columns.</returns>
    /// <exception cref="TableExistsException">A different table is there.</exception>
    public static Task<CommitResult> CreateAsync(this DeltaTable table, StructType schema, WriteOptions options, CancellationToken cancellationToken) =>
        new CreateOperation(table, options).RunAsync(schema, cancellationToken);

    /// <summary>Appends the rows of a SELECT; columns are matched by name. Creates the table when there is none.</summary>
    /// <exception cref="SchemaMismatchException">The rows have a column that the table lacks, or one of another type.</exception>
    /// <exception cref="ConstraintViolationException">A row breaks a rule of the table.</exception>
    public static Task<CommitResult> AppendAsync(this DeltaTable table, DuckDbEngine engine, string selectSql, WriteOptions options, CancellationToken cancellationToken) =>
        new AppendOperation(table, engine, options).RunAsync(selectSql, cancellationToken);

    /// <summary>Replaces all rows, and the schema where it differs, by those of a SELECT. Creates the table when there is none.</summary>
    public static Task<CommitResult> OverwriteAsync(this DeltaTable table, DuckDbEngine engine, string selectSql, WriteOptions options, CancellationToken cancellationToken) =>
        new OverwriteOperation(table, engine, options).RunAsync(selectSql, cancellationToken);

    /// <summary>Merges the rows of a SELECT into the table by key.</summary>
    /// <exception cref="TableNotFoundException">There is no table.</exception>
    /// <exception cref="AmbiguousMergeException">Several source rows would change one table row.</exception>
    public static Task<CommitResult> MergeAsync(this DeltaTable table, DuckDbEngine engine, MergeSpec spec, WriteOptions options, CancellationToken cancellationToken) =>
        new MergeOperation(table, engine, spec, options).RunAsync(cancellationToken);
}
