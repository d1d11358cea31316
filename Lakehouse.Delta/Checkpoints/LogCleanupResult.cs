namespace Lakehouse.Delta;

/// <summary>What a cleanup of the log deleted.</summary>
/// <param name="Files">Paths relative to the table.</param>
/// <param name="FirstVersion">The first version that can still be read.</param>
public sealed record LogCleanupResult(IReadOnlyList<string> Files, long FirstVersion);
