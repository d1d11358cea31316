namespace Lakehouse.Delta.Engine;

/// <summary>What VACUUM deleted, or would delete.</summary>
/// <param name="Files">Paths relative to the table.</param>
/// <param name="Bytes">Their length in all.</param>
public sealed record VacuumResult(IReadOnlyList<string> Files, long Bytes);
