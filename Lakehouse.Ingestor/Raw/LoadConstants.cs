using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ParquetSharp;

namespace Lakehouse.Ingestor.Raw;

/// <summary>The columns that have one value in all rows of a load: <c>Op</c>, <c>dms_timestamp_col</c>, <c>change_seq</c>.</summary>
internal sealed class LoadConstants(string operation, long time, string sequence)
{
    /// <summary>Values are handed to Parquet in portions of this size.</summary>
    private const int Portion = 8192;

    private static readonly short[] Present = Filled((short)1);

    private readonly byte[] operationBytes = Pinned(operation);
    private readonly byte[] sequenceBytes = Pinned(sequence);
    private readonly long[] times = Filled(time);

    public void WriteOperation(ColumnWriter column, int rows) => Write((ColumnWriter<ByteArray>)column, Filled(Pointer(operationBytes)), rows);

    public void WriteTime(ColumnWriter column, int rows) => Write((ColumnWriter<long>)column, times, rows);

    public void WriteSequence(ColumnWriter column, int rows) => Write((ColumnWriter<ByteArray>)column, Filled(Pointer(sequenceBytes)), rows);

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

    private static byte[] Pinned(string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        var pinned = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(pinned, 0);
        return pinned;
    }

    private static unsafe ByteArray Pointer(byte[] pinned) =>
        new((IntPtr)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned)), pinned.Length);
}
