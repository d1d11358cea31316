using Lakehouse.QueryApi.Files;

namespace Lakehouse.QueryApi.Catalog;

/// <summary>What a statement reads of a table version.</summary>
/// <param name="Key">Differs between any two scans of a version that read different files; "" for all of them.</param>
/// <param name="Files">Data files to read.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="FilesPruned">Data files of the version that hold no row that is asked for, and are not opened.</param>
/// <param name="Remote">Those of the files that have to be on this machine before the relation is made.</param>
/// <param name="CountRows">Rows in the files, or null when statistics do not tell.</param>
/// <param name="RelationAsync">Makes the relation that DuckDB reads the rows from.</param>
internal sealed record TableScan(
    string Key,
    long Files,
    long Bytes,
    long FilesPruned,
    IReadOnlyList<RemoteFile> Remote,
    Func<long?> CountRows,
    Func<CancellationToken, Task<string>> RelationAsync);
