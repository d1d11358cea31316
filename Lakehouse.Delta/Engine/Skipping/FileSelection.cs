using System.Collections.Concurrent;

namespace Lakehouse.Delta.Engine;

/// <summary>Chooses the files of a snapshot that may hold rows for which a condition is true.</summary>
internal static class FileSelection
{
    /// <summary>From this many files on, all cores read statistics.</summary>
    private const int ManyFiles = 5_000;

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

        if (files.Length < ManyFiles)
        {
            var domains = new FileDomains(snapshot, columns);
            return [.. files.Where(file => filter.Evaluate(domains.Read(file.File)).CanBeTrue)];
        }

        // Reading statistics is all of the work, and each file's are its own.
        var chosen = new bool[files.Length];
        Parallel.ForEach(
            Partitioner.Create(0, files.Length),
            () => new FileDomains(snapshot, columns),
            (range, _, domains) =>
            {
                for (var i = range.Item1; i < range.Item2; i++)
                {
                    chosen[i] = filter.Evaluate(domains.Read(files[i].File)).CanBeTrue;
                }

                return domains;
            },
            static _ => { });
        return [.. files.Where((_, i) => chosen[i])];
    }
}
