using System.Globalization;

namespace Lakehouse.Delta.Engine;

/// <summary>Rows as pairs of file and row. Ranges travel as three texts, which DuckDB parses much faster than as many literals.</summary>
internal static class RowSet
{
    /// <summary>A SELECT of the rows, as <c>f</c> and <c>r</c>.</summary>
    /// <param name="rows">Number and rows of each file.</param>
    /// <param name="fileType">Type of <c>f</c>: that of what it is compared with, for a join on two types casts every row of both sides.</param>
    public static string Sql(IEnumerable<(int File, DeletionVector Rows)> rows, string fileType)
    {
        var ranges = rows.SelectMany(entry => entry.Rows.Ranges.Select(range => (entry.File, range.Start, range.Count))).ToArray();
        return $"SELECT f, unnest(range(s, s + n)) AS r FROM (SELECT {Numbers(ranges.Select(range => (long)range.File), fileType)} AS f, {Numbers(ranges.Select(range => range.Start), "BIGINT")} AS s, {Numbers(ranges.Select(range => range.Count), "BIGINT")} AS n)";
    }

    private static string Numbers(IEnumerable<long> numbers, string type) =>
        $"unnest(string_split(nullif('{string.Join(',', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)))}', ''), ',')::{type}[])";
}
