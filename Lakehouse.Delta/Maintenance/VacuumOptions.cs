namespace Lakehouse.Delta.Engine;

/// <summary>What VACUUM may delete.</summary>
public sealed record VacuumOptions
{
    /// <summary>How long files stay after they left the table; null takes <c>delta.deletedFileRetentionDuration</c>, else 7 days.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>Only tell what would be deleted.</summary>
    public bool DryRun { get; init; }

    /// <summary>
    /// Allows a retention below the table's. Files of writers that have not committed yet, and of versions that somebody still reads, may be lost then.
    /// </summary>
    public bool AllowShortRetention { get; init; }

    /// <summary>How many files are deleted at the same time.</summary>
    public int Parallelism { get; init; } = 8;

    /// <summary>Told how far it has come, from any thread but never two reports at a time; null for nobody.</summary>
    public IProgress<OperationProgress>? Progress { get; init; }
}
