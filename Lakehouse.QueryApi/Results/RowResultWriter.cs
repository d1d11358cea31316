using System.Buffers;
using Lakehouse.QueryApi.Engine;

namespace Lakehouse.QueryApi.Results;

/// <summary>A format whose rows stand one after the other.</summary>
internal abstract class RowResultWriter : ResultWriter
{
    private BlockBuffer target = null!;
    private ResultRows rows = null!;
    private ColumnVector[] columns = [];

    public sealed override void Begin(BlockBuffer target, ResultRows result)
    {
        this.target = target;
        rows = result;
        columns = result.Columns;
        Begin(target, columns);
    }

    public sealed override int Write(int from, int to)
    {
        var row = from;
        while (row < to && !target.IsFull)
        {
            Row(columns, rows.PlaceOf(row++));
        }

        return row;
    }

    /// <summary>Writes what comes before the rows.</summary>
    protected abstract void Begin(IBufferWriter<byte> target, ColumnVector[] columns);

    /// <summary>Writes one row of the current chunk.</summary>
    protected abstract void Row(ColumnVector[] columns, int row);
}
