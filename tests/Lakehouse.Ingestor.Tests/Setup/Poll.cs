using System.Diagnostics;

namespace Lakehouse.Ingestor.Tests.Setup;

/// <summary>Waits for what will come, with a deadline.</summary>
internal static class Poll
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var clock = Stopwatch.StartNew(); !await condition(); await Task.Delay(Interval))
        {
            if (clock.Elapsed > Deadline)
            {
                throw new TimeoutException($"What the test waits for did not come within {Deadline.TotalSeconds} s.");
            }
        }
    }

    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));
}
