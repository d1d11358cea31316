using Apache.Arrow;
using Lakehouse.QueryApi.Results;

namespace Lakehouse.QueryApi.Engine;

/// <summary>Rows that are at hand to be written: all of a result's current chunk, or some of them.</summary>
internal abstract class ResultRows
{
    /// <summary>The columns; <see cref="PlaceOf"/> tells where a row's values stand in them.</summary>
    public abstract ColumnVector[] Columns { get; }

    /// <summary>The columns as an Arrow schema.</summary>
    public Schema ArrowSchema => SchemaOf(Columns.Length);

    /// <summary>Where a row's values stand in the columns.</summary>
    public abstract int PlaceOf(int row);

    /// <summary>Rows as an Arrow batch, which does not live longer than the chunk.</summary>
    public abstract RecordBatch ToArrow(int from, int rows);

    /// <summary>Rows of any order as an Arrow batch of the first columns.</summary>
    public abstract RecordBatch ToArrow(ReadOnlySpan<int> rows, int columns);

    /// <summary>The first columns as an Arrow schema.</summary>
    public abstract Schema SchemaOf(int columns);

    /// <summary>Bytes of the first rows, about.</summary>
    public abstract long SizeOf(int rows);
}
