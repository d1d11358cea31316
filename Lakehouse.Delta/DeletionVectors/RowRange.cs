namespace Lakehouse.Delta;

/// <summary>Neighbouring rows of a data file.</summary>
/// <param name="Start">Number of the first row, from 0.</param>
/// <param name="Count">Number of rows, at least 1.</param>
internal readonly record struct RowRange(long Start, long Count)
{
    /// <summary>Number of the row after the last.</summary>
    public long End => Start + Count;
}
