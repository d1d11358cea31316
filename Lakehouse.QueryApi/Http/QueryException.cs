namespace Lakehouse.QueryApi.Http;

/// <summary>A request that is refused or fails, with what its client is told.</summary>
/// <param name="problem">The kind.</param>
/// <param name="message">What is wrong in this case, and what to do.</param>
/// <param name="inner">What caused it, for the log.</param>
internal sealed class QueryException(Problem problem, string message, Exception? inner = null) : Exception(message, inner)
{
    public Problem Problem { get; } = problem;

    /// <summary>Offset in the statement, in UTF-8 bytes, or null.</summary>
    public int? Position { get; init; }

    /// <summary>When it is worth trying again, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
