namespace Lakehouse.Delta.Engine;

/// <summary>What an operation changed.</summary>
/// <param name="Version">Version of the table after it.</param>
/// <param name="RowsInserted">Rows that are new.</param>
/// <param name="RowsUpdated">Rows that were changed.</param>
/// <param name="RowsDeleted">Rows that are gone; for an overwrite those of the files replaced, where statistics tell.</param>
/// <param name="FilesAdded">Data files added.</param>
/// <param name="FilesRemoved">Data files removed.</param>
/// <param name="Committed">False when there was nothing to do or the transaction had been applied before; the version is then the present one.</param>
public sealed record CommitResult(long Version, long RowsInserted, long RowsUpdated, long RowsDeleted, int FilesAdded, int FilesRemoved, bool Committed)
{
    internal static CommitResult Nothing(long version) => new(version, 0, 0, 0, 0, 0, false);
}
