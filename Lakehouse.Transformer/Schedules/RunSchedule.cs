using Cronos;
using Lakehouse.Transformer.Runs;

namespace Lakehouse.Transformer.Schedules;

/// <summary>The times at which runs start by themselves, and their options.</summary>
internal sealed class RunSchedule
{
    private readonly CronExpression cron;
    private readonly TimeZoneInfo zone;
    private readonly string text;

    private RunSchedule(CronExpression cron, TimeZoneInfo zone, RunOptions options, string text)
    {
        this.cron = cron;
        this.zone = zone;
        this.text = text;
        Options = options;
    }

    public RunOptions Options { get; }

    /// <param name="options">The configuration.</param>
    /// <param name="section">Where it stands, for messages.</param>
    /// <exception cref="InvalidOperationException">It is wrong.</exception>
    public static RunSchedule Parse(ScheduleOptions options, string section)
    {
        if (string.IsNullOrWhiteSpace(options.Cron))
        {
            throw new InvalidOperationException($"{section} has no Cron. Give it five fields, like '0 3 * * *' for every night at three.");
        }

        try
        {
            var fields = options.Cron.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Length;
            var cron = CronExpression.Parse(options.Cron, fields == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard);
            return new RunSchedule(cron, TimeZoneInfo.FindSystemTimeZoneById(options.TimeZone), new RunOptions { FullRefresh = options.FullRefresh }, $"{options.Cron} ({options.TimeZone})");
        }
        catch (CronFormatException wrong)
        {
            throw new InvalidOperationException($"{section}:Cron '{options.Cron}' is no cron expression: {wrong.Message} It has five fields, like '0 3 * * *', or six with seconds first.", wrong);
        }
        catch (Exception unknown) when (unknown is TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            throw new InvalidOperationException($"{section}:TimeZone '{options.TimeZone}' is not known on this machine. Use an IANA name, like 'Europe/Zurich'.", unknown);
        }
    }

    /// <summary>The first time after <paramref name="now"/>; null when there is none ever.</summary>
    public DateTimeOffset? Next(DateTimeOffset now) => cron.GetNextOccurrence(now, zone);

    public override string ToString() => text;
}
