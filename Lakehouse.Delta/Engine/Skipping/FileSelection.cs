namespace Lakehouse.Delta.Engine;

/// <summary>Chooses the files of a snapshot that may hold rows for which a condition is true.</summary>
internal static class FileSelection
{
    /// <summary>The files for a condition in SQL; all files where it says nothing about files.</summary>
    /// <exception cref="InvalidPredicateException">The text is not one SQL condition.</exception>
    public static async Task<IReadOnlyList<NumberedFile>> SelectAsync(Snapshot snapshot, string? predicate, CancellationToken cancellationToken)
    {
        var all = NumberedFile.All(snapshot);
        if (string.IsNullOrWhiteSpace(predicate))
        {
            return all;
        }

        var filter = await ParsedFilter.ParseAsync(snapshot, predicate, cancellationToken).ConfigureAwait(false);
        return Select(snapshot, all, filter.Filter, filter.Columns);
    }

    /// <summary>The files for a filter over some columns.</summary>
    public static IReadOnlyList<NumberedFile> Select(Snapshot snapshot, NumberedFile[] files, FileFilter filter, IReadOnlyList<FilterColumn> columns)
    {
        if (columns.Count == 0)
        {
            return filter.Evaluate([]).CanBeTrue ? files : [];
        }

        var domains = new FileDomains(snapshot, columns);
        return [.. files.Where(file => filter.Evaluate(domains.Read(file.File)).CanBeTrue)];
    }
}
