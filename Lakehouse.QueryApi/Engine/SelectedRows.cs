using System.Runtime.InteropServices;
using Apache.Arrow;
using Lakehouse.QueryApi.Results;

namespace Lakehouse.QueryApi.Engine;

/// <summary>Some of another's rows, and its first columns only.</summary>
/// <param name="source">The rows that are selected from.</param>
/// <param name="columns">How many columns are left.</param>
internal sealed class SelectedRows(ResultRows source, int columns) : ResultRows
{
    private List<int> selected = [];
    private int chunkRows;
    private long? chunkBytes;

    public override ColumnVector[] Columns { get; } = source.Columns[..columns];

    /// <summary>The source has other rows.</summary>
    /// <param name="rows">How many.</param>
    public void Renew(int rows) => (chunkRows, chunkBytes) = (rows, null);

    /// <summary>Makes these the rows.</summary>
    public void Select(List<int> rows) => selected = rows;

    public override int PlaceOf(int row) => source.PlaceOf(selected[row]);

    public override RecordBatch ToArrow(int from, int rows) => source.ToArrow(CollectionsMarshal.AsSpan(selected).Slice(from, rows), Columns.Length);

    public override RecordBatch ToArrow(ReadOnlySpan<int> rows, int columns)
    {
        var places = new int[rows.Length];
        for (var index = 0; index < places.Length; index++)
        {
            places[index] = selected[rows[index]];
        }

        return source.ToArrow(places, columns);
    }

    public override Schema SchemaOf(int columns) => source.SchemaOf(columns);

    public override long SizeOf(int rows) => (chunkBytes ??= source.SizeOf(chunkRows)) * rows / Math.Max(chunkRows, 1);
}
