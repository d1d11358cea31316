namespace Lakehouse.Ingestor.Columns;

/// <summary>Guesses from a sample whether a dictionary makes a column smaller.</summary>
/// <remarks>
/// Parquet's writer gives a dictionary up only when it has grown to a megabyte. Until then a column of values that all differ is hashed, sorted
/// into the dictionary, and written with an index for each on top: half of the time of a load.
/// </remarks>
internal static class ValueSample
{
    /// <summary>Values that lie together, because repetitions often do, and such runs, from all over the column.</summary>
    private const int Run = 256, Runs = 8;

    /// <param name="count">Values of the column.</param>
    /// <param name="hash">Hash code of one of them.</param>
    /// <returns>Whether there are half as many different values as values, or fewer.</returns>
    public static bool Repeats(int count, Func<int, int> hash)
    {
        var runs = count > Run * Runs ? Runs : 1;
        var length = runs == 1 ? count : Run;
        var seen = new HashSet<int>(runs * length);
        for (var run = 0; run < runs; run++)
        {
            var start = (int)((long)(count - length) * run / Math.Max(1, runs - 1));
            for (var i = start; i < start + length; i++)
            {
                seen.Add(hash(i));
            }
        }

        // Of n values drawn from d, about n² / 2d repeat one that was drawn before.
        var drawn = (double)runs * length;
        var repeated = drawn - seen.Count;
        return repeated >= drawn / 2 || (runs > 1 && drawn * drawn / (2 * repeated) <= count / 2.0);
    }
}
