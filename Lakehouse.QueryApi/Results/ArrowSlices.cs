using Apache.Arrow;
using Lakehouse.QueryApi.Engine;

namespace Lakehouse.QueryApi.Results;

/// <summary>The current chunk as Arrow batches of bounded size: the rows of one chunk may hold gigabytes.</summary>
internal sealed class ArrowSlices(ResultStream result) : IDisposable
{
    private const long MaxBytes = 1024 * 1024;

    private RecordBatch? chunk;
    private long bytes;

    /// <summary>The next batch of the rows from <paramref name="from"/> to before <paramref name="to"/>; null when there are none.</summary>
    public RecordBatch? Next(int from, int to)
    {
        if (from == 0)
        {
            chunk?.Dispose();
            chunk = to == 0 ? null : result.ToArrow(to);
            bytes = chunk?.Arrays.Sum(array => Size(array.Data)) ?? 0;
        }

        if (chunk is null)
        {
            return null;
        }

        var rows = (int)Math.Clamp(MaxBytes * chunk.Length / Math.Max(1, bytes), 1, to - from);
        return rows == chunk.Length ? chunk : chunk.Slice(from, rows);
    }

    /// <summary>What that many rows of the chunk take, about.</summary>
    public long BytesOf(int rows) => bytes * rows / chunk!.Length;

    public void Dispose() => chunk?.Dispose();

    private static long Size(ArrayData data) => data.Buffers.Sum(buffer => (long)buffer.Length) + (data.Children?.Sum(Size) ?? 0);
}
