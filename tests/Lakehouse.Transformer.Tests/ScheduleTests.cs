using Lakehouse.Transformer.Engines;
using Lakehouse.Transformer.Runs;
using Lakehouse.Transformer.Schedules;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using static Lakehouse.Transformer.Tests.Shop;

namespace Lakehouse.Transformer.Tests;

public sealed class ScheduleTests
{
    [Theory]
    [InlineData("0 3 * * *", "UTC", "2026-11-23T03:00:00Z")]
    [InlineData("0 3 * * *", "Europe/Zurich", "2026-11-23T02:00:00Z")]
    [InlineData("*/15 * * * MON-FRI", "UTC", "2026-11-23T00:00:00Z")]
    [InlineData("30 * * * * *", "UTC", "2026-11-22T12:00:30Z")]
    public void The_next_time_follows_from_the_fields_and_the_time_zone(string cron, string zone, string next) =>
        Assert.Equal(
            DateTimeOffset.Parse(next, System.Globalization.CultureInfo.InvariantCulture),
            RunSchedule.Parse(new ScheduleOptions { Cron = cron, TimeZone = zone }, "Transformer:Schedule:0").Next(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero))!.Value.ToUniversalTime());

    [Theory]
    [InlineData("at three", "UTC", "Transformer:Schedule:0:Cron 'at three' is no cron expression")]
    [InlineData("0 3 * * *", "Mars/Olympus", "Transformer:Schedule:0:TimeZone 'Mars/Olympus' is not known")]
    [InlineData("", "UTC", "Transformer:Schedule:0 has no Cron")]
    public void A_wrong_schedule_is_refused_with_its_place(string cron, string zone, string message) =>
        Assert.Contains(
            message,
            Assert.Throws<InvalidOperationException>(() => RunSchedule.Parse(new ScheduleOptions { Cron = cron, TimeZone = zone }, "Transformer:Schedule:0")).Message,
            StringComparison.Ordinal);

    [Fact]
    public async Task Each_time_asks_for_one_run()
    {
        await using var lake = Create();
        var options = new TransformerOptions();
        using var engines = new EnginePool(options);
        var executor = lake.Executor(engines, options, null);
        using var queue = new RunQueue(executor, options);
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        using var schedule = new ScheduledRuns(RunSchedule.Parse(new ScheduleOptions { Cron = "0 * * * *", FullRefresh = true }, "s"), queue, clock, NullLogger<ScheduledRuns>.Instance);
        await schedule.StartAsync(TestContext.Current.CancellationToken);

        for (var hour = 1; hour <= 2; hour++)
        {
            var asked = queue.TakeAsync(TestContext.Current.CancellationToken);
            while (!asked.IsCompleted)
            {
                clock.Advance(TimeSpan.FromMinutes(10)); // the schedule waits for its time on another thread
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }

            var run = await asked;
            Assert.Equal((RunTrigger.Schedule, true), (run.Trigger, run.Options.FullRefresh));
        }

        await schedule.StopAsync(TestContext.Current.CancellationToken);
    }
}
