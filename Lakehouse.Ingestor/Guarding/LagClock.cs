using NpgsqlTypes;

namespace Lakehouse.Ingestor.Guarding;

/// <summary>Tells how many seconds capture is behind: since when the server's WAL is further than what is confirmed. Needs no clock but its own.</summary>
internal sealed class LagClock(TimeProvider time)
{
    private const int Most = 10_000;

    private readonly Queue<(NpgsqlLogSequenceNumber Lsn, long Seen)> ends = new();

    /// <summary>Takes note of the server's end of WAL and says how long ago the oldest end was seen that is not confirmed yet.</summary>
    public TimeSpan Observe(NpgsqlLogSequenceNumber current, NpgsqlLogSequenceNumber confirmed)
    {
        if (ends.Count == 0 || current > ends.Last().Lsn)
        {
            ends.Enqueue((current, time.GetTimestamp()));
        }

        while (ends.TryPeek(out var oldest) && (oldest.Lsn <= confirmed || ends.Count > Most))
        {
            ends.Dequeue();
        }

        return ends.TryPeek(out var waiting) ? time.GetElapsedTime(waiting.Seen) : TimeSpan.Zero;
    }
}
