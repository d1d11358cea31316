using ParquetSharp;

namespace Lakehouse.Ingestor.Raw;

/// <summary>The columns that have one value in all rows of a load: <c>Op</c>, <c>dms_timestamp_col</c>, <c>change_seq</c>.</summary>
internal sealed class LoadConstants(string operation, long time, string sequence)
{
    /// <summary>Values are handed to Parquet in portions of this size.</summary>
    private const int Portion = 8192;

    private static readonly short[] Present = Filled((short)1);

    private readonly PinnedText operation = new(operation);
    private readonly PinnedText sequence = new(sequence);
    private readonly long[] times = Filled(time);

    public void WriteOperation(ColumnWriter column, int rows) => Write((ColumnWriter<ByteArray>)column, Filled(operation.Pointer), rows);

    public void WriteTime(ColumnWriter column, int rows) => Write((ColumnWriter<long>)column, times, rows);

    public void WriteSequence(ColumnWriter column, int rows) => Write((ColumnWriter<ByteArray>)column, Filled(sequence.Pointer), rows);

    private static void Write<T>(ColumnWriter<T> column, T[] values, int rows)
        where T : unmanaged
    {
        for (var left = rows; left > 0; left -= Portion)
        {
            var count = Math.Min(left, Portion);
            column.WriteBatch(count, Present.AsSpan(0, count), [], values.AsSpan(0, count));
        }
    }

    private static T[] Filled<T>(T value)
    {
        var values = new T[Portion];
        Array.Fill(values, value);
        return values;
    }
}
