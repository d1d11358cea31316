namespace Lakehouse.Delta.Engine;

/// <summary>The data files of one write: written once, however often the commit has to be tried, and anew only for another shape of the table.</summary>
internal sealed class NewDataFiles(DeltaTable table, DuckDbEngine engine)
{
    private IReadOnlyList<AddFile>? files;
    private TableShape? writtenFor;

    /// <summary>Writes the rows unless that is done for this shape.</summary>
    public async Task<IReadOnlyList<AddFile>> WriteAsync(NewRows rows, TableShape shape, CancellationToken cancellationToken)
    {
        if (files is null || !IsSame(shape))
        {
            files = await new RowWriter(table, engine, shape).WriteAsync([rows], dataChange: true, cancellationToken).ConfigureAwait(false);
            writtenFor = shape;
        }

        return files;
    }

    private bool IsSame(TableShape shape) =>
        writtenFor!.Metadata.SchemaString == shape.Metadata.SchemaString && writtenFor.Metadata.PartitionColumns.SequenceEqual(shape.Metadata.PartitionColumns);
}
