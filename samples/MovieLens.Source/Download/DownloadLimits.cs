namespace MovieLens.Source.Download;

/// <summary>How long a download waits for what.</summary>
internal sealed record DownloadLimits
{
    /// <summary>For a connection. Short: offline machines must get on with generated data.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>For the answer's beginning, and between two pieces of it.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Tries, where a download that had begun broke off.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Between two tries.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);
}
