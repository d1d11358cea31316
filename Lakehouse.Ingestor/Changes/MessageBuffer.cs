using Lakehouse.Ingestor.Copying;

namespace Lakehouse.Ingestor.Changes;

/// <summary>Memory for one message at a time, used again; that of a large one is given back.</summary>
internal sealed class MessageBuffer
{
    private const int UsualBytes = 1 << 16;

    private byte[] data = new byte[UsualBytes];

    /// <summary>Room for a message, which ends the one before it.</summary>
    public Memory<byte> Take(int length)
    {
        if (length > LargeValueTurn.LargeBytes)
        {
            // What the message before this one left, here, in its column and in the writer, is garbage now, and would otherwise lie beside this one's.
            data = data.Length < length ? [] : data;
            GC.Collect();
        }

        if (data.Length < length || (data.Length > UsualBytes && length <= UsualBytes))
        {
            data = new byte[Math.Max(UsualBytes, length)];
        }

        return data.AsMemory(0, length);
    }
}
