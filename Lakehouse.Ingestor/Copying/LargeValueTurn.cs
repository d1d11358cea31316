namespace Lakehouse.Ingestor.Copying;

/// <summary>
/// A large value lies in memory several times: as it came, in its column, and encoded and compressed by Parquet's writer. So that memory is
/// bounded by one of them and not by one for each COPY, a COPY waits for its turn, and ends it when the value is in the file.
/// </summary>
/// <param name="turns">Shared by all COPYs, with one turn.</param>
internal sealed class LargeValueTurn(SemaphoreSlim turns) : IDisposable
{
    /// <summary>Values from this size on are large.</summary>
    public const int LargeBytes = 8 << 20;

    /// <summary>The COPY may hold large values, and others may not.</summary>
    public bool IsMine { get; private set; }

    /// <summary>Waits where a value of this size is to be read.</summary>
    public async ValueTask WaitAsync(int wanted, CancellationToken cancellationToken)
    {
        if (wanted > LargeBytes && !IsMine)
        {
            await turns.WaitAsync(cancellationToken);
            IsMine = true;
            GC.Collect(); // the last turn's values are garbage now, and would otherwise lie beside this one's
        }
    }

    /// <summary>Ends the turn, if there is one.</summary>
    public void Dispose()
    {
        if (IsMine)
        {
            IsMine = false;
            turns.Release();
        }
    }
}
