using System.Globalization;

namespace Lakehouse.Delta;

/// <summary>In-commit timestamps (PROTOCOL.md: In-Commit Timestamps).</summary>
internal static class InCommitTimestamps
{
    public const string Enable = "delta.enableInCommitTimestamps";
    public const string StartVersion = "delta.inCommitTimestampEnablementVersion";
    public const string StartTimestamp = "delta.inCommitTimestampEnablementTimestamp";

    /// <summary>A table that gets them later says from when on it has them.</summary>
    public static IReadOnlyList<LogAction> RecordStart(IReadOnlyList<LogAction> actions, Metadata before, long version, long time) =>
        before.IsOn(Enable) ? actions :
        [
            .. actions.Select(action => action is Metadata metadata
                ? metadata with
                {
                    Configuration = new Dictionary<string, string?>(metadata.Configuration, StringComparer.Ordinal)
                    {
                        [StartVersion] = version.ToString(CultureInfo.InvariantCulture),
                        [StartTimestamp] = time.ToString(CultureInfo.InvariantCulture),
                    },
                }
                : action),
        ];
}
