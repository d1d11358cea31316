using System.Buffers;
using System.Globalization;
using System.Text;
using DuckDB.NET.Native;
using Lakehouse.QueryApi.Http;

namespace Lakehouse.QueryApi.Results;

/// <summary>The folder of a row by its partition columns, as Hive and Trino name it: <c>year=2024/genre=Sci-Fi/</c>, NULL and an empty text as <c>__HIVE_DEFAULT_PARTITION__</c>.</summary>
internal static class PartitionFolder
{
    private const string Default = "__HIVE_DEFAULT_PARTITION__";

    private static readonly SearchValues<char> Escaped = SearchValues.Create([.. Enumerable.Range(0, ' ').Select(each => (char)each), (char)127, .. "\"#%'*/:=?\\{[]^"]);

    /// <summary>Values of the column's type may name folders.</summary>
    /// <exception cref="QueryException">They may not.</exception>
    public static void Check(ColumnVector column)
    {
        if (!column.Type.IsNumber && column.Type.Kind is not (DuckDBType.Boolean or DuckDBType.Varchar or DuckDBType.Enum or DuckDBType.Date or DuckDBType.Timestamp or DuckDBType.TimestampS or DuckDBType.TimestampMs or DuckDBType.TimestampNs))
        {
            throw new QueryException(Problem.NotSupported, $"Unsupported type {column.Type.Name} for partition: {column.Name}. CAST it to varchar.");
        }
    }

    /// <summary>The folder, with a slash at its end.</summary>
    /// <exception cref="QueryException">A text has characters that Trino does not put into names.</exception>
    public static string Of(ColumnVector[] columns, int place) => string.Concat(columns.Select(column => $"{Escape(column.Name.ToLowerInvariant())}={(column.IsNull(place) ? Default : Escape(Text(column, place)))}/"));

    private static string Text(ColumnVector column, int place)
    {
        var text = AthenaText.Format(column, place);
        if (text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            throw new QueryException(Problem.QueryFailed, $"HIVE_INVALID_PARTITION_VALUE: Hive partition keys can only contain printable ASCII characters (0x20 - 0x7E). Invalid value: {string.Join(' ', Encoding.UTF8.GetBytes(text).Select(each => each.ToString("X2", CultureInfo.InvariantCulture)))}");
        }

        // Hive writes decimals and seconds without zeros at their end: 1.50 is 1.5, 10:00:00.000 is 10:00:00.
        var hasFraction = column.Type.Kind is DuckDBType.Decimal or DuckDBType.Timestamp or DuckDBType.TimestampMs or DuckDBType.TimestampNs && text.Contains('.', StringComparison.Ordinal);
        return hasFraction ? text.TrimEnd('0').TrimEnd('.') : text;
    }

    private static string Escape(string text) => text.Length == 0 ? Default
        : !text.AsSpan().ContainsAny(Escaped) ? text
        : string.Concat(text.Select(each => Escaped.Contains(each) ? string.Create(CultureInfo.InvariantCulture, $"%{(int)each:X2}") : each.ToString()));
}
