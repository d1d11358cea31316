using Lakehouse.Ingestor.Columns;
using ParquetSharp;

namespace Lakehouse.Ingestor.Raw;

/// <summary>Rows of a change file that are not written yet, as columns.</summary>
internal sealed class ChangeRows(RawSchema schema)
{
    private readonly TextBuffer operations = new();
    private readonly TimestampBuffer times = new();
    private readonly TextBuffer sequences = new();
    private readonly NameListBuffer unchanged = new();
    private readonly PinnedText[] names = [.. schema.Columns.Select(column => new PinnedText(column.Name))];

    /// <summary>The source's columns.</summary>
    public ColumnBuffer[] Columns { get; } = schema.CreateBuffers();

    public int Count { get; private set; }

    /// <summary>Bytes of the values.</summary>
    public long Bytes { get; set; }

    /// <summary>Position of the last row.</summary>
    public ChangeSequence Last { get; private set; }

    /// <summary>Values, since the last call, that could not be stored as they are.</summary>
    public long TakeAdjusted() => Columns.Sum(column => column.TakeAdjusted());

    /// <summary>Adds what a row has besides the source's columns, which the caller fills.</summary>
    /// <param name="operation"><c>I</c>, <c>U</c>, <c>D</c> or <c>T</c>.</param>
    /// <param name="time">Postgres's microseconds of the commit.</param>
    /// <param name="sequence">The row's position.</param>
    /// <param name="keep">Indexes of columns whose value was not sent.</param>
    public void Add(byte operation, long time, ChangeSequence sequence, ReadOnlySpan<int> keep)
    {
        Span<byte> text = stackalloc byte[ChangeSequence.Length];
        sequence.Format(text);
        operations.AppendBinary([operation]);
        times.Add(time);
        sequences.AppendBinary(text);
        if (keep.IsEmpty)
        {
            unchanged.AppendNull();
        }

        for (var i = 0; i < keep.Length; i++)
        {
            unchanged.AppendName(names[keep[i]].Pointer, first: i == 0);
        }

        Last = sequence;
        Count++;
    }

    public void WriteTo(RowGroupWriter group)
    {
        operations.WriteTo(group.NextColumn());
        foreach (var column in Columns)
        {
            column.WriteTo(group.NextColumn());
        }

        times.WriteTo(group.NextColumn());
        sequences.WriteTo(group.NextColumn());
        unchanged.WriteTo(group.NextColumn());
    }

    public void Clear()
    {
        Array.ForEach<ColumnBuffer>([operations, times, sequences, .. Columns], column => column.Clear());
        unchanged.Clear();
        Count = 0;
        Bytes = 0;
    }
}
