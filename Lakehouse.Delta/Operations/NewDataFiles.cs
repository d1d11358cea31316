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
            GivenIdentities.Refuse(rows.Columns, shape.Schema, table.Location);
            files = await new RowWriter(table, engine, shape).WriteAsync([rows], dataChange: true, cancellationToken).ConfigureAwait(false);
            writtenFor = shape;
        }

        return files;
    }

    /// <summary>Constraints and the layout of files are properties, so that files are good only while these are the same.</summary>
    private bool IsSame(TableShape shape)
    {
        var (before, now) = (writtenFor!.Metadata, shape.Metadata);
        return before.SchemaString == now.SchemaString
            && before.PartitionColumns.SequenceEqual(now.PartitionColumns)
            && before.Configuration.Count == now.Configuration.Count
            && before.Configuration.All(entry => now.Configuration.TryGetValue(entry.Key, out var value) && value == entry.Value);
    }
}
