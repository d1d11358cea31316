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

        var parsed = await ParsedFilter.ParseAsync(snapshot, predicate, cancellationToken).ConfigureAwait(false);
        var domains = new FileDomains(snapshot, parsed.Columns);
        Truth Evaluate(AddFile file) => parsed.Filter.Evaluate(parsed.Columns.Count == 0 ? [] : domains.Read(file));

        // Where the predicate is over the partition alone, DuckDB evaluates it for each partition, whatever functions are in it.
        var holds = await IsOverPartitionsAsync(engine, snapshot, predicate, cancellationToken).ConfigureAwait(false)
            ? await PartitionFilter.OfAsync(snapshot, predicate, cancellationToken).ConfigureAwait(false) : null;
        List<NumberedFile> whole = [];
        List<NumberedFile> partly = [];
        foreach (var file in all)
        {
            var truth = holds is null ? Evaluate(file.File) : Truth.Of(holds(file.File));
            if (truth.CanBeTrue)
            {
                (truth is { CanBeFalse: false, CanBeNull: false } ? whole : partly).Add(file);
            }
        }

        return new PredicateFiles(whole, partly, file => Evaluate(file).CanBeTrue);
    }

    /// <summary>Whether the predicate names no other columns than those of the partition: then it is true or not for whole files.</summary>
    private static async Task<bool> IsOverPartitionsAsync(DuckDbEngine engine, Snapshot snapshot, string predicate, CancellationToken cancellationToken)
    {
        var partitions = new StructType([.. snapshot.Schema.Fields.Where(field => snapshot.Metadata.PartitionColumns.Contains(field.Name, StringComparer.OrdinalIgnoreCase))]);
        if (!await PredicateTree.IsPureAsync(predicate, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

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
