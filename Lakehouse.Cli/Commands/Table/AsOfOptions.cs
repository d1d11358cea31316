using System.CommandLine;
using Lakehouse.Delta;

namespace Lakehouse.Cli.Commands.Table;

/// <summary><c>--version</c> or <c>--timestamp</c>: which version of the table.</summary>
internal sealed class AsOfOptions
{
    private readonly Option<long?> version = new("--version", "-v") { Description = "The version [default: the latest]", HelpName = "number" };
    private readonly TimestampOption timestamp = new("--timestamp", "The last version not later than this time, UTC unless it names a zone");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command, bool required = false)
    {
        command.Add(version);
        command.Add(timestamp);
        command.Validators.Add(result =>
        {
            var (hasVersion, hasTime) = (result.GetResult(version) is { Implicit: false }, result.GetResult(timestamp) is { Implicit: false });
            if (hasVersion && hasTime)
            {
                result.AddError("Give either --version or --timestamp, not both.");
            }
            else if (required && !hasVersion && !hasTime)
            {
                result.AddError("Give the version with --version or --timestamp.");
            }
        });
    }

    /// <summary>The number given, or null.</summary>
    public long? Version(ParseResult parsed) => parsed.GetValue(version);

    /// <summary>The time given, or null.</summary>
    public DateTimeOffset? Timestamp(ParseResult parsed) => parsed.GetValue(timestamp);

    /// <summary>The version asked for.</summary>
    /// <exception cref="DeltaException">There is none, or it cannot be read.</exception>
    public Task<Snapshot> ReadAsync(ParseResult parsed, DeltaTable table, CancellationToken cancellationToken) =>
        Version(parsed) is { } number ? table.GetSnapshotAsync(number, cancellationToken)
        : Timestamp(parsed) is { } time ? table.GetSnapshotAsync(time, cancellationToken)
        : table.GetSnapshotAsync(cancellationToken);
}
