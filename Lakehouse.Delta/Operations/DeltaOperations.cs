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

    /// <summary>
    /// Replaces the rows for which a predicate is true by those of a SELECT, in one commit (replaceWhere). The rows that come must satisfy the
    /// predicate too, unless <see cref="ReplaceWhereSpec.AllowOtherRows"/>.
    /// </summary>
    /// <exception cref="TableNotFoundException">There is no table.</exception>
    /// <exception cref="InvalidExpressionException">The predicate is no condition over the table's columns.</exception>
    /// <exception cref="ConstraintViolationException">A row does not satisfy the predicate, or breaks a rule of the table.</exception>
    /// <exception cref="SchemaMismatchException">The rows have a column that the table lacks, or one of another type.</exception>
    public static Task<CommitResult> ReplaceWhereAsync(this DeltaTable table, DuckDbEngine engine, ReplaceWhereSpec spec, WriteOptions options, CancellationToken cancellationToken) =>
        new ReplaceWhereOperation(table, engine, spec, options).RunAsync(cancellationToken);

    /// <summary>
    /// Replaces all rows of the partitions that the rows of a SELECT fall into, and leaves the others (dynamic partition overwrite). A table
    /// without partition columns is replaced whole; no rows replace nothing. Creates the table when there is none.
    /// </summary>
    /// <exception cref="SchemaMismatchException">The rows have a column that the table lacks, or one of another type.</exception>
    public static Task<CommitResult> ReplacePartitionsAsync(this DeltaTable table, DuckDbEngine engine, string selectSql, WriteOptions options, CancellationToken cancellationToken) =>
        new ReplacePartitionsOperation(table, engine, options).RunAsync(selectSql, cancellationToken);

    /// <summary>Deletes the rows for which a predicate is true (DELETE). Files whose rows all go, or all stay, by partition values or statistics, are not read.</summary>
    /// <param name="table">The table.</param>
    /// <param name="engine">Where it runs.</param>
    /// <param name="predicate">A DuckDB SQL condition over the table's columns, such as <c>day &lt; DATE '2024-01-01'</c>; null deletes all rows. Rows for which it is NULL stay.</param>
    /// <param name="options">How it is recorded.</param>
    /// <param name="cancellationToken">Stops it before the commit.</param>
    /// <exception cref="TableNotFoundException">There is no table.</exception>
    /// <exception cref="InvalidExpressionException">The predicate is no condition over the table's columns.</exception>
    public static Task<CommitResult> DeleteAsync(this DeltaTable table, DuckDbEngine engine, string? predicate, WriteOptions options, CancellationToken cancellationToken) =>
        new DeleteOperation(table, engine, predicate, options).RunAsync(cancellationToken);

    /// <summary>Gives new values to the rows for which a predicate is true (UPDATE).</summary>
    /// <param name="table">The table.</param>
    /// <param name="engine">Where it runs.</param>
    /// <param name="set">Column → DuckDB SQL expression over the row before, such as <c>["total"] = "total * 1.2"</c>. <c>address.city</c> sets a field of a struct.</param>
    /// <param name="predicate">Which rows, as in <see cref="DeleteAsync"/>; null updates all.</param>
    /// <param name="options">How it is recorded.</param>
    /// <param name="cancellationToken">Stops it before the commit.</param>
    /// <exception cref="TableNotFoundException">There is no table.</exception>
    /// <exception cref="InvalidExpressionException">The predicate is no condition, or a value no expression, over the table's columns.</exception>
    /// <exception cref="SchemaMismatchException">A column to set is not the table's.</exception>
    /// <exception cref="ConstraintViolationException">A row would break a rule of the table.</exception>
    public static Task<CommitResult> UpdateAsync(this DeltaTable table, DuckDbEngine engine, IReadOnlyDictionary<string, string> set, string? predicate, WriteOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        return new UpdateOperation(table, engine, set, predicate, options).RunAsync(cancellationToken);
    }

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
