namespace Lakehouse.Delta.Engine;

/// <summary>A file some of whose rows leave it.</summary>
/// <param name="File">The file.</param>
/// <param name="Leaving">How many rows leave.</param>
internal readonly record struct TouchedFile(NumberedFile File, long Leaving)
{
    /// <summary>Rows that count now, or null where the statistics do not tell.</summary>
    public long? Rows => LiveRows(File.File);

    /// <summary>Whether no row stays.</summary>
    public bool IsEmptied => Rows == Leaving;

    /// <summary>The sum of numbers of rows, or null where one of them is not known.</summary>
    public static long? Total(IEnumerable<long?> counts)
    {
        long? total = 0;
        foreach (var count in counts)
        {
            total += count;
        }

        return total;
    }

    /// <summary>Rows of a file that no deletion vector takes away, or null where the statistics do not tell.</summary>
    public static long? LiveRows(AddFile file) => FileStatistics.ReadNumRecords(file.StatisticsJson.Span) - (file.DeletionVector?.Cardinality ?? 0);
}
