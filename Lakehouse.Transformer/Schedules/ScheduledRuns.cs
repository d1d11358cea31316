using Lakehouse.Transformer.Runs;

namespace Lakehouse.Transformer.Schedules;

/// <summary>Asks for a run at each time of a schedule. What was missed while the service was down is covered by the run at its start.</summary>
internal sealed class ScheduledRuns(RunSchedule schedule, RunQueue queue, TimeProvider clock, ILogger<ScheduledRuns> logger) : BackgroundService
{
    /// <summary>Timers cannot wait for months, and a clock may be set.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var next = schedule.Next(clock.GetUtcNow());
        while (next is { } time)
        {
            var wait = time - clock.GetUtcNow();
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait < LongestWait ? wait : LongestWait, clock, stoppingToken);
                continue;
            }

            Request();
            next = schedule.Next(clock.GetUtcNow());
        }

        logger.LogWarning("The schedule {Schedule} has no time to come", schedule);
    }

    private void Request()
    {
        try
        {
            var run = queue.Request(RunTrigger.Schedule, schedule.Options);
            logger.LogInformation("Run {Run} asked for by the schedule {Schedule}", run.Id, schedule);
        }
        catch (InvalidOperationException full)
        {
            logger.LogWarning("The schedule {Schedule} asks for no run: {Reason}", schedule, full.Message);
        }
    }
}
