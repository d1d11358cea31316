namespace Lakehouse.QueryApi.Athena;

/// <summary>A query would read more than its work group allows.</summary>
internal sealed class CutoffException(long bytes, long cutoff) : Exception($"Bytes scanned limit was exceeded: the query would scan {bytes} bytes, the work group allows {cutoff}")
{
    /// <summary>Bytes that it would have scanned.</summary>
    public long Bytes => bytes;

    /// <exception cref="CutoffException">The query would read too much.</exception>
    public static void Check(WorkGroup group, long bytes)
    {
        if (group.BytesCutoff is { } cutoff && bytes > cutoff)
        {
            throw new CutoffException(bytes, cutoff);
        }
    }
}
