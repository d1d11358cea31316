namespace Lakehouse.Delta;

/// <summary>The deleted rows of one data file, as ranges in ascending order that do not touch.</summary>
internal sealed class DeletionVector
{
    private readonly List<RowRange> ranges = [];

    public IReadOnlyList<RowRange> Ranges => ranges;

    /// <summary>Number of deleted rows.</summary>
    public long Cardinality { get; private set; }

    /// <summary>Adds rows after all that are there.</summary>
    /// <exception cref="InvalidDataException">They do not come after.</exception>
    public void Append(long start, long count)
    {
        Cardinality += count;
        if (ranges.Count > 0)
        {
            var last = ranges[^1];
            if (start < last.End)
            {
                throw new InvalidDataException($"Row {start} comes after row {last.End - 1}.");
            }

            if (start == last.End)
            {
                ranges[^1] = new RowRange(last.Start, last.Count + count);
                return;
            }
        }

        ranges.Add(new RowRange(start, count));
    }
}
