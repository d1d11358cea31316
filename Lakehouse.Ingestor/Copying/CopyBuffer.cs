namespace Lakehouse.Ingestor.Copying;

/// <summary>COPY's bytes that are read and not yet decoded.</summary>
internal sealed class CopyBuffer(Stream source)
{
    private const int UsualBytes = 1 << 18;

    /// <summary>
    /// Postgres sends after every 8 KiB. A reader that is faster would wake up for each; it rather lets some hundred KiB gather in the socket,
    /// whose buffer is larger, so that Postgres does not wait.
    /// </summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(1);

    private byte[] data = new byte[UsualBytes];
    private int start;
    private int end;

    public ReadOnlySpan<byte> Pending => data.AsSpan(start, end - start);

    public void Take(int count) => start += count;

    /// <summary>Reads on, so that at some time <paramref name="wanted"/> bytes are there together.</summary>
    /// <returns>False at the end.</returns>
    public async ValueTask<bool> FillAsync(int wanted, CancellationToken cancellationToken)
    {
        MakeRoom(wanted);

        // Postgres sends each row as a message of its own, and a read ends with the message: several make it worth decoding.
        var room = data.Length - end;
        var before = end;
        while (data.Length - end >= room / 4)
        {
            var reading = source.ReadAsync(data.AsMemory(end), cancellationToken);
            var caughtUp = !reading.IsCompleted;
            var read = await reading;
            if (read == 0)
            {
                break;
            }

            end += read;
            if (caughtUp)
            {
                await Task.Delay(Gather, cancellationToken);
            }
        }

        return end > before;
    }

    /// <summary>Gives back the memory of a large value that was taken.</summary>
    public void Trim() => MakeRoom(0);

    private void MakeRoom(int wanted)
    {
        var size = Math.Max(UsualBytes, Math.Max(wanted, end - start));
        var keep = size <= data.Length && (size > UsualBytes || data.Length == UsualBytes);
        var target = keep ? data : GC.AllocateUninitializedArray<byte>(size);
        Pending.CopyTo(target);
        (data, start, end) = (target, 0, end - start);
    }
}
