using Lakehouse.QueryApi.Workers;

namespace Lakehouse.QueryApi.Results;

/// <summary>What is known once the last row is read.</summary>
/// <param name="Rows">Rows returned.</param>
/// <param name="Truncated">The row limit cut the result.</param>
/// <param name="QueuedMilliseconds">Time spent waiting for a worker.</param>
/// <param name="ElapsedMilliseconds">Time since the request came in, queue included.</param>
/// <param name="Tables">The table versions that the statement saw.</param>
internal sealed record ResultSummary(long Rows, bool Truncated, double QueuedMilliseconds, double ElapsedMilliseconds, IReadOnlyList<ScannedTable> Tables)
{
    /// <summary>Data files that could hold rows the statement asks for: the most that it can have opened.</summary>
    public long Files => Tables.Sum(table => table.Files);

    /// <summary>Bytes of those files.</summary>
    public long Bytes => Tables.Sum(table => table.Bytes);

    /// <summary>Data files of the tables that hold no such row, by partition values and statistics, and were not opened.</summary>
    public long FilesPruned => Tables.Sum(table => table.FilesPruned);

    /// <summary>What Athena would charge for reading them whole: 5 dollars a terabyte, for 10 MB at least.</summary>
    public decimal AthenaCost => CostOf(Bytes);

    /// <summary>The same for a number of bytes, in dollars.</summary>
    public static decimal CostOf(long bytes) => bytes == 0 ? 0 : Math.Round(Math.Max(bytes, 10 * 1024 * 1024) / 1_099_511_627_776m * 5, 8);
}
