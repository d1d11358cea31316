namespace Lakehouse.Delta;

/// <summary>What of a table is verified.</summary>
public sealed record VerificationOptions
{
    /// <summary>The version whose files are verified; null is the latest. The log is verified whole.</summary>
    public long? Version { get; init; }

    /// <summary>Whether data files are read: row counts, statistics, deletion vectors against them. Else only the log and the files' presence and length are looked at.</summary>
    public bool ReadData { get; init; } = true;

    /// <summary>Told how far it has come, from any thread but never two reports at a time; null for nobody.</summary>
    public IProgress<OperationProgress>? Progress { get; init; }
}
