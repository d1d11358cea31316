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

    /// <summary>Whether a row is deleted.</summary>
    public bool Contains(long row)
    {
        var (low, high) = (0, ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = ranges[middle].End <= row ? (middle + 1, high) : (low, middle);
        }

        return low < ranges.Count && ranges[low].Start <= row;
    }

    /// <summary>The rows of this vector that are not in another.</summary>
    public DeletionVector Except(DeletionVector? other)
    {
        var result = new DeletionVector();
        var removed = other?.Ranges ?? [];
        var next = 0;
        foreach (var range in ranges)
        {
            var start = range.Start;
            while (next < removed.Count && removed[next].End <= start)
            {
                next++;
            }

            for (var i = next; i < removed.Count && removed[i].Start < range.End; i++)
            {
                result.AppendNonEmpty(start, removed[i].Start);
                start = Math.Max(start, removed[i].End);
            }

            result.AppendNonEmpty(start, range.End);
        }

        return result;
    }

    /// <summary>The rows of this vector and of another.</summary>
    public DeletionVector Union(DeletionVector other)
    {
        var result = new DeletionVector();
        foreach (var range in ranges.Concat(other.ranges).OrderBy(range => range.Start))
        {
            var covered = result.ranges.Count == 0 ? 0 : result.ranges[^1].End;
            result.AppendNonEmpty(Math.Max(range.Start, covered), range.End);
        }

        return result;
    }

    private void AppendNonEmpty(long start, long end)
    {
        if (end > start)
        {
            Append(start, end - start);
        }
    }
}
