using System.CommandLine;
using Lakehouse.Delta;

namespace Lakehouse.Cli.Commands.Table;

/// <summary>From which version to which, both included; by number or by time.</summary>
internal sealed class ChangeRangeOptions
{
    private readonly Option<long?> from = new("--from") { Description = "The first version", HelpName = "version" };
    private readonly Option<long?> to = new("--to") { Description = "The last version [default: the latest]", HelpName = "version" };
    private readonly TimestampOption fromTime = new("--from-timestamp", "Versions that are not earlier than this time");
    private readonly TimestampOption toTime = new("--to-timestamp", "Versions that are not later than this time");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { from, to, fromTime, toTime })
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetResult(from) is null == result.GetResult(fromTime) is null)
            {
                result.AddError("Give the first version with --from, or its time with --from-timestamp.");
            }

            if (result.GetResult(to) is not null && result.GetResult(toTime) is not null)
            {
                result.AddError("Give the last version with either --to or --to-timestamp.");
            }
        });
    }

    /// <summary>The versions; the last is null for the latest.</summary>
    /// <exception cref="DeltaException">There is no such version.</exception>
    public async Task<(long First, long? Last)> FindAsync(ParseResult parsed, DeltaTable table, CancellationToken cancellationToken)
    {
        var last = parsed.GetValue(toTime) is { } end ? (await table.GetSnapshotAsync(end, cancellationToken)).Version : parsed.GetValue(to);
        return (parsed.GetValue(from) ?? await FirstAsync(table, parsed.GetValue(fromTime)!.Value, cancellationToken), last);
    }

    private static async Task<long> FirstAsync(DeltaTable table, DateTimeOffset time, CancellationToken cancellationToken)
    {
        try
        {
            var before = await table.GetSnapshotAsync(time, cancellationToken);
            return before.Timestamp == time ? before.Version : before.Version + 1;
        }
        catch (VersionNotFoundException)
        {
            // All versions are later, so it begins with the oldest that the log still has.
            var oldest = 0L;
            await foreach (var commit in table.HistoryAsync(cancellationToken))
            {
                oldest = commit.Version;
            }

            return oldest;
        }
    }
}
