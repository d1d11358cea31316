namespace Lakehouse.Delta.Engine;

/// <summary>What RESTORE changed.</summary>
/// <param name="Version">Version of the table after it.</param>
/// <param name="RestoredVersion">The version it went back to.</param>
/// <param name="FilesAdded">Data files that came back.</param>
/// <param name="FilesRemoved">Data files that left.</param>
/// <param name="Committed">False when the table was as it had been.</param>
public sealed record RestoreResult(long Version, long RestoredVersion, int FilesAdded, int FilesRemoved, bool Committed);
