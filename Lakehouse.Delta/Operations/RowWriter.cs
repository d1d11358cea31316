using DuckDB.NET.Data;

namespace Lakehouse.Delta.Engine;

/// <summary>The one place where rows become files: every operation that writes rows writes them here.</summary>
/// <remarks>Rows come as SELECTs of some columns, get the table's shape (<see cref="Shape"/>), and go to files by <see cref="DataFileWriter"/>.</remarks>
/// <param name="table">The table.</param>
/// <param name="engine">Where the SELECTs run.</param>
/// <param name="shape">What the rows have to fit.</param>
internal sealed class RowWriter(DeltaTable table, DuckDbEngine engine, TableShape shape)
{
    private IdentityNumbers? numbers;

    /// <summary>The columns that the rows get: the table's, and those that keep row ids.</summary>
    public StructType Schema { get; } = new([.. shape.Schema.Fields, .. RowIds.Columns(shape.Protocol, shape.Metadata)]);

    /// <summary>An expression over the table's columns: rows for which it differs go to different files. Null leaves it to the engine.</summary>
    public string? FileNumber { get; init; }

    /// <summary>Location of the table, for messages.</summary>
    public Uri Table => table.Location;

    /// <summary>Whether changes have to be kept in change data files.</summary>
    public bool KeepsChangeData => ChangeDataColumns.AreKept(shape.Protocol, shape.Metadata);

    /// <summary>A SELECT of the rows with exactly the table's columns, in its order and of its types.</summary>
    /// <exception cref="SchemaMismatchException">The rows do not fit.</exception>
    public string Shape(NewRows rows) => RowShape.Fit(rows.Sql, rows.Columns, Schema, table.Location);

    /// <summary>Writes data files; none where there are no rows.</summary>
    /// <param name="parts">The rows.</param>
    /// <param name="dataChange">False when the rows were in the table before.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <exception cref="ConstraintViolationException">A row breaks a rule of the table.</exception>
    public async Task<IReadOnlyList<AddFile>> WriteAsync(IReadOnlyList<NewRows> parts, bool dataChange, CancellationToken cancellationToken)
    {
        if (parts.Count == 0)
        {
            return [];
        }

        var files = Files(parts.Any(part => part.Columns.Fields.Any(RowIds.IsOne)));
        var rows = string.Join(" UNION ALL ", parts.Select(Shape));
        if (!dataChange || !shape.Schema.Fields.Any(field => field.Identity is not null))
        {
            return await files.WriteAsync(rows, dataChange, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            var written = await files.WriteAsync(await NumberAsync(rows, cancellationToken).ConfigureAwait(false), dataChange, cancellationToken).ConfigureAwait(false);
            var marks = await numbers!.MarksAsync(cancellationToken).ConfigureAwait(false);
            return marks is null ? written : [.. written.Select(file => file with { IdentityMarks = marks })];
        }
        catch (DuckDBException exhausted) when (IdentityNumbers.Exhausted(exhausted))
        {
            throw new ConstraintViolationException("An identity column has no number left for all rows. Nothing was written.", table.Location, null, null, exhausted);
        }
        finally
        {
            await numbers!.EndAsync().ConfigureAwait(false);
            numbers = null;
        }
    }

    /// <summary>The SELECT of rows in the table's shape, with numbers in identity columns that are NULL. <see cref="WriteAsync"/> must write them.</summary>
    public async Task<string> NumberAsync(string selectSql, CancellationToken cancellationToken)
    {
        numbers ??= await IdentityNumbers.BeginAsync(engine, shape.Schema, table.Location, cancellationToken).ConfigureAwait(false);
        return numbers.Fill(selectSql);
    }

    /// <summary>Writes change data files.</summary>
    /// <param name="selectSql">A SELECT of the table's columns and of <see cref="ChangeDataColumns.ChangeType"/>.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public Task<IReadOnlyList<ChangeDataFile>> WriteChangesAsync(string selectSql, CancellationToken cancellationToken) =>
        Files(withRowIds: false).WriteChangesAsync(selectSql, cancellationToken);

    /// <summary>New rows have the ids that follow from their place; only rows that come from other files bring theirs along.</summary>
    private DataFileWriter Files(bool withRowIds) => new(engine, table.Store, withRowIds ? Schema : shape.Schema, shape.Metadata) { Clustering = shape.ClusteringColumns, FileNumber = FileNumber };
}
