namespace Lakehouse.Storage;

/// <summary>Pauses between attempts: longer each time, and never the same for two writers that met (full jitter).</summary>
internal static class S3Backoff
{
    /// <param name="attempt">The attempt that failed, from 1 on.</param>
    /// <param name="cancellationToken">Ends the pause.</param>
    public static Task WaitAsync(int attempt, CancellationToken cancellationToken) => Task.Delay(Random.Shared.Next(20, 50 << Math.Min(attempt, 6)), cancellationToken);
}
