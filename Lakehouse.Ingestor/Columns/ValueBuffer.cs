using ParquetSharp;

namespace Lakehouse.Ingestor.Columns;

/// <summary>A column whose physical values have a fixed size.</summary>
internal abstract class ValueBuffer<T> : ColumnBuffer
    where T : unmanaged
{
    private T[] values = new T[InitialRows];
    private int count;

    public sealed override bool Repeats => ValueSample.Repeats(count, i => values[i].GetHashCode());

    protected void Append(T value)
    {
        if (count == values.Length)
        {
            Array.Resize(ref values, count * 2);
        }

        values[count++] = value;
        Present();
    }

    protected sealed override void Write(ColumnWriter writer, ReadOnlySpan<short> levels) =>
        ((ColumnWriter<T>)writer).WriteBatch(levels.Length, levels, [], values.AsSpan(0, count));

    protected sealed override void ClearValues() => count = 0;
}
