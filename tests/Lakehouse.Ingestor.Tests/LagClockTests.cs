using Lakehouse.Ingestor.Guarding;
using NpgsqlTypes;

namespace Lakehouse.Ingestor.Tests;

public sealed class LagClockTests
{
    [Fact]
    public void The_lag_is_the_age_of_the_oldest_end_of_WAL_that_is_not_confirmed()
    {
        var time = new ManualTime();
        var clock = new LagClock(time);
        Assert.Equal(0, Seconds(100, 100));
        time.Now += 5;
        Assert.Equal(0, Seconds(200, 100)); // seen just now
        time.Now += 5;
        Assert.Equal(5, Seconds(300, 100));
        time.Now += 5;
        Assert.Equal(10, Seconds(300, 199));
        Assert.Equal(5, Seconds(300, 200)); // what is left was seen when the WAL ended at 300
        Assert.Equal(0, Seconds(300, 300));

        double Seconds(ulong current, ulong confirmed) => clock.Observe(new NpgsqlLogSequenceNumber(current), new NpgsqlLogSequenceNumber(confirmed)).TotalSeconds;
    }

    private sealed class ManualTime : TimeProvider
    {
        public long Now { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Now;
    }
}
