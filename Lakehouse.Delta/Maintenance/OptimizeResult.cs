namespace Lakehouse.Delta.Engine;

/// <summary>What OPTIMIZE, or a purge, wrote.</summary>
/// <param name="Version">Version of the table after it.</param>
/// <param name="FilesAdded">Data files written.</param>
/// <param name="FilesRemoved">Data files that they replace.</param>
/// <param name="BytesAdded">Length of the files written.</param>
/// <param name="BytesRemoved">Length of the files that they replace.</param>
/// <param name="PartitionsOptimized">Partitions with a new file.</param>
/// <param name="DeletionVectorsRemoved">Deletion vectors whose rows are really gone now.</param>
/// <param name="Committed">False when there was nothing to do; the version is then the present one.</param>
public sealed record OptimizeResult(long Version, int FilesAdded, int FilesRemoved, long BytesAdded, long BytesRemoved, int PartitionsOptimized, int DeletionVectorsRemoved, bool Committed);
