namespace MovieLens.Source.Traffic;

/// <summary>Keeps a steady rate. After a stall it catches up a little, but never with a burst of more than a second's worth.</summary>
internal sealed class Pace
{
    private static readonly TimeSpan LongestArrears = TimeSpan.FromSeconds(1);

    private readonly double perSecond;
    private readonly TimeProvider clock;
    private long origin;
    private double done;

    public Pace(double perSecond, TimeProvider clock)
    {
        this.perSecond = perSecond;
        this.clock = clock;
        origin = clock.GetTimestamp();
    }

    /// <summary>How many changes should have been made by now and were not; below 1 there is time.</summary>
    public double Due()
    {
        var due = (clock.GetElapsedTime(origin).TotalSeconds * perSecond) - done;
        var most = Math.Max(1, LongestArrears.TotalSeconds * perSecond);
        if (due > most)
        {
            done += due - most;
            due = most;
        }

        return due;
    }

    /// <summary>How long to wait until one change is due.</summary>
    public TimeSpan UntilDue()
    {
        var seconds = (1 - Due()) / perSecond;
        return seconds > 0 ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
    }

    public void Made(int changes) => done += changes;

    /// <summary>Forgets what could not be made while the server was gone.</summary>
    public void Restart()
    {
        origin = clock.GetTimestamp();
        done = 0;
    }
}
