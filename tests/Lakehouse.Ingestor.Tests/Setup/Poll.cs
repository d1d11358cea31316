using System.Diagnostics;

namespace Lakehouse.Ingestor.Tests.Setup;

/// <summary>Waits for what will come, with a deadline.</summary>
internal static class Poll
{
    // Long enough for a machine that does much else.
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <param name="condition">Asked again and again; when to ask costs something, less often, for what it waits for needs the processor too.</param>
    /// <param name="deadline">How long to wait at most; three minutes unless told.</param>
    public static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan? deadline = null)
    {
        var limit = deadline ?? Deadline;
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var asked = Stopwatch.GetTimestamp();
            if (await condition())
            {
                return;
            }

            if (clock.Elapsed > limit)
            {
                throw new TimeoutException($"What the test waits for did not come within {limit.TotalSeconds} s.");
            }

            var cost = Stopwatch.GetElapsedTime(asked);
            await Task.Delay(cost * 3 > Interval ? cost * 3 : Interval);
        }
    }

    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));
}
