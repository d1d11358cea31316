namespace Lakehouse.Freshness.Benchmarks;

/// <summary>When a change was committed in Postgres, and when a query showed it.</summary>
internal readonly record struct Observation(string Table, DateTime Committed, DateTime Seen)
{
    public double Seconds => (Seen - Committed).TotalSeconds;
}
