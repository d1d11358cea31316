namespace Lakehouse.Delta;

/// <summary>One version of the table's history.</summary>
/// <param name="Version">The version.</param>
/// <param name="Timestamp">Time of the commit: in-commit timestamp, or the commit file's time.</param>
/// <param name="Info">What the writer said about it, or null.</param>
public sealed record CommitSummary(long Version, DateTimeOffset Timestamp, CommitInfo? Info);
