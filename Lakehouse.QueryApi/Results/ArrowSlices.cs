using Apache.Arrow;
using Lakehouse.QueryApi.Engine;

namespace Lakehouse.QueryApi.Results;

/// <summary>The current chunk as Arrow batches of bounded size: the rows of one chunk may hold gigabytes, and no more than a batch of them is copied at once.</summary>
/// <param name="result">The rows.</param>
/// <param name="maxBytes">Size of a batch, about; a row that is longer is a batch of its own.</param>
internal sealed class ArrowSlices(ResultRows result, long maxBytes) : IDisposable
{
    private RecordBatch? batch;
    private long chunkBytes;
    private int chunkRows;

    /// <summary>Size of the batch, about.</summary>
    public long Bytes => chunkBytes * batch!.Length / chunkRows;

    /// <summary>The next batch of the rows from <paramref name="from"/> to before <paramref name="to"/>; it lives until the next call.</summary>
    public RecordBatch Next(int from, int to)
    {
        if (from == 0)
        {
            (chunkBytes, chunkRows) = (Math.Max(1, result.SizeOf(to)), to);
        }

        batch?.Dispose();
        batch = result.ToArrow(from, (int)Math.Clamp(maxBytes * chunkRows / chunkBytes, 1, to - from));
        return batch;
    }

    /// <summary>The batch is not needed any more.</summary>
    public void Release()
    {
        batch?.Dispose();
        batch = null;
    }

    public void Dispose() => batch?.Dispose();
}
