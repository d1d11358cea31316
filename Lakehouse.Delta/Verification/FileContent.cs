using System.Data.Common;

namespace Lakehouse.Delta.Engine;

/// <summary>What the rows of a file that count say.</summary>
/// <param name="Rows">How many there are.</param>
/// <param name="Values">By column: how many rows have a value.</param>
/// <param name="Min">By column: the smallest value as text, or null.</param>
/// <param name="Max">By column: the largest value as text, or null.</param>
internal sealed record FileContent(long Rows, long[] Values, string?[] Min, string?[] Max)
{
    /// <summary>A file without rows that count.</summary>
    public static FileContent Empty(int columns) => new(0, new long[columns], new string?[columns], new string?[columns]);

    /// <summary>Reads a row: the file's number, its rows, then three values for each column.</summary>
    public static FileContent Read(DbDataReader row, int columns)
    {
        var content = Empty(columns) with { Rows = row.GetInt64(1) };
        for (var i = 0; i < columns; i++)
        {
            content.Values[i] = row.GetInt64(2 + (3 * i));
            content.Min[i] = row.IsDBNull(3 + (3 * i)) ? null : row.GetString(3 + (3 * i));
            content.Max[i] = row.IsDBNull(4 + (3 * i)) ? null : row.GetString(4 + (3 * i));
        }

        return content;
    }
}
