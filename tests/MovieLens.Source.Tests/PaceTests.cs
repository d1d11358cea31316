using MovieLens.Source.Traffic;

namespace MovieLens.Source.Tests;

public sealed class PaceTests
{
    private readonly StoppedClock clock = new();

    [Fact]
    public void Changes_become_due_with_time()
    {
        var pace = new Pace(100, clock);
        Assert.Equal(TimeSpan.FromMilliseconds(10), pace.UntilDue());

        clock.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Equal(5, pace.Due(), 6);

        pace.Made(5);
        Assert.Equal(0, pace.Due(), 6);
    }

    [Fact]
    public void A_long_stall_is_caught_up_with_a_second_at_most()
    {
        var pace = new Pace(100, clock);

        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(100, pace.Due(), 6);

        pace.Made(100);
        clock.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Equal(1, pace.Due(), 6);
    }

    [Fact]
    public void A_slow_rate_waits_for_a_whole_change()
    {
        var pace = new Pace(0.1, clock);

        clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(6, pace.UntilDue().TotalSeconds, 6);
    }

    private sealed class StoppedClock : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now;

        public void Advance(TimeSpan time) => now += time.Ticks;
    }
}
