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

    /// <summary>Updates, deletes and inserts rows by what a SELECT gives (MERGE INTO).</summary>
    /// <exception cref="TableNotFoundException">There is no table.</exception>
    /// <exception cref="AmbiguousMergeException">Several source rows would change one table row.</exception>
    /// <exception cref="InvalidExpressionException">The source, a condition or an expression is no SQL over the columns that are there.</exception>
    /// <exception cref="SchemaMismatchException">A column that is set is not the table's, or of another type.</exception>
    /// <exception cref="ConstraintViolationException">A row breaks a rule of the table.</exception>
    /// <exception cref="ArgumentException">The merge has nothing to match by, no clause, or a clause that would never be asked.</exception>
    public static Task<CommitResult> MergeAsync(this DeltaTable table, DuckDbEngine engine, MergeSpec spec, WriteOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.Problem() is { } problem
            ? throw new ArgumentException($"The merge cannot be run. {problem}", nameof(spec))
            : new MergeOperation(table, engine, spec, options).RunAsync(cancellationToken);
    }
}
