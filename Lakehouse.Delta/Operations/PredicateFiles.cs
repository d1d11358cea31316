using DuckDB.NET.Data;

namespace Lakehouse.Delta.Engine;

/// <summary>What a predicate says about the files of a snapshot before any of them is read.</summary>
/// <param name="Whole">Files for all of whose rows it is true.</param>
/// <param name="Partly">Files that may hold rows for which it is true.</param>
/// <param name="MayHold">Whether a file that another writer adds may hold such rows.</param>
internal sealed record PredicateFiles(IReadOnlyList<NumberedFile> Whole, IReadOnlyList<NumberedFile> Partly, Func<AddFile, bool> MayHold)
{
    /// <summary>The files that an operation on these rows depends on.</summary>
    public TableRead Read => TableRead.Of(Whole.Concat(Partly).Select(file => file.File), MayHold);

    /// <param name="engine">Where the predicate is tried.</param>
    /// <param name="snapshot">The table.</param>
    /// <param name="predicate">A predicate that is known to be one, or null for all rows.</param>
    /// <param name="cancellationToken">Stops the choice.</param>
    public static async Task<PredicateFiles> OfAsync(DuckDbEngine engine, Snapshot snapshot, string? predicate, CancellationToken cancellationToken)
    {
        var all = NumberedFile.All(snapshot);
        if (predicate is null)
        {
            return new PredicateFiles(all, [], _ => true);
        }

        if (!await IsOverPartitionsAsync(engine, snapshot, predicate, cancellationToken).ConfigureAwait(false))
        {
            return new PredicateFiles([], all, _ => true);
        }

        var holds = await PartitionFilter.OfAsync(snapshot, predicate, cancellationToken).ConfigureAwait(false);
        return new PredicateFiles([.. all.Where(file => holds(file.File))], [], _ => true);
    }

    /// <summary>Whether the predicate names no other columns than those of the partition: then it is true or not for whole files.</summary>
    private static async Task<bool> IsOverPartitionsAsync(DuckDbEngine engine, Snapshot snapshot, string predicate, CancellationToken cancellationToken)
    {
        var partitions = new StructType([.. snapshot.Schema.Fields.Where(field => snapshot.Metadata.PartitionColumns.Contains(field.Name, StringComparer.OrdinalIgnoreCase))]);
        try
        {
            await engine.ExecuteAsync($"SELECT 1 FROM {EmptyScan.Sql(partitions, withRowAddress: false)} AS target WHERE {Sql.Nest(predicate)}", cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (DuckDBException)
        {
            return false;
        }
    }
}
