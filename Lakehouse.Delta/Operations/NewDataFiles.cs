namespace Lakehouse.Delta.Engine;

/// <summary>The data files of one write: written once, however often the commit has to be tried, and anew only for another schema.</summary>
internal sealed class NewDataFiles(DeltaTable table, DuckDbEngine engine)
{
    private IReadOnlyList<AddFile>? files;
    private string? writtenFor;

    /// <summary>Writes the rows of a SELECT, whose columns are <paramref name="source"/>, unless that is done for this schema.</summary>
    public async Task<IReadOnlyList<AddFile>> WriteAsync(string selectSql, StructType source, StructType schema, Metadata metadata, CancellationToken cancellationToken)
    {
        if (files is null || writtenFor != metadata.SchemaString)
        {
            files = await new DataFileWriter(engine, table.Store, schema, metadata)
                .WriteAsync(RowShape.Fit(selectSql, source, schema, table.Location), true, cancellationToken).ConfigureAwait(false);
            writtenFor = metadata.SchemaString;
        }

        return files;
    }
}
