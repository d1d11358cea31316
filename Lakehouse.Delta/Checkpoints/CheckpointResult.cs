namespace Lakehouse.Delta;

/// <summary>A checkpoint that was written.</summary>
/// <param name="Version">The version it holds.</param>
/// <param name="Files">Paths of its files, relative to the table: the checkpoint itself or its parts, then sidecars.</param>
/// <param name="Actions">Number of actions in it.</param>
/// <param name="Bytes">Length of its files.</param>
public sealed record CheckpointResult(long Version, IReadOnlyList<string> Files, long Actions, long Bytes);
