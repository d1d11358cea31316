namespace Lakehouse.Delta.Engine;

/// <summary>The one place where rows become files: every operation that writes rows writes them here.</summary>
/// <remarks>Rows come as SELECTs of some columns, get the table's shape (<see cref="Shape"/>), and go to files by <see cref="DataFileWriter"/>.</remarks>
/// <param name="table">The table.</param>
/// <param name="engine">Where the SELECTs run.</param>
/// <param name="shape">What the rows have to fit.</param>
internal sealed class RowWriter(DeltaTable table, DuckDbEngine engine, TableShape shape)
{
    /// <summary>The columns that the rows get.</summary>
    public StructType Schema => shape.Schema;

    /// <summary>Location of the table, for messages.</summary>
    public Uri Table => table.Location;

    /// <summary>Whether changes have to be kept in change data files.</summary>
    public bool KeepsChangeData => ChangeDataColumns.AreKept(shape.Protocol, shape.Metadata);

    /// <summary>A SELECT of the rows with exactly the table's columns, in its order and of its types.</summary>
    /// <exception cref="SchemaMismatchException">The rows do not fit.</exception>
    public string Shape(NewRows rows) => RowShape.Fit(rows.Sql, rows.Columns, shape.Schema, table.Location);

    /// <summary>Writes data files; none where there are no rows.</summary>
    /// <param name="parts">The rows.</param>
    /// <param name="dataChange">False when the rows were in the table before.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <exception cref="ConstraintViolationException">A row breaks a rule of the table.</exception>
    public async Task<IReadOnlyList<AddFile>> WriteAsync(IReadOnlyList<NewRows> parts, bool dataChange, CancellationToken cancellationToken) =>
        parts.Count == 0 ? [] : await Files.WriteAsync(string.Join(" UNION ALL ", parts.Select(Shape)), dataChange, cancellationToken).ConfigureAwait(false);

    /// <summary>Writes change data files.</summary>
    /// <param name="selectSql">A SELECT of the table's columns and of <see cref="ChangeDataColumns.ChangeType"/>.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public Task<IReadOnlyList<ChangeDataFile>> WriteChangesAsync(string selectSql, CancellationToken cancellationToken) =>
        Files.WriteChangesAsync(selectSql, cancellationToken);

    private DataFileWriter Files => new(engine, table.Store, shape.Schema, shape.Metadata);
}
