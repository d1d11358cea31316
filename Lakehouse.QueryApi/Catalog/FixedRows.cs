using Lakehouse.QueryApi.Files;

namespace Lakehouse.QueryApi.Catalog;

/// <summary>Rows of one relation, of which no file can be left out: listings, changes, raw files.</summary>
/// <param name="relation">The relation.</param>
/// <param name="rows">Number of rows, or null.</param>
/// <param name="files">Data files that it reads.</param>
/// <param name="bytes">Their size.</param>
/// <param name="remote">Those of them that have to be fetched.</param>
internal sealed class FixedRows(string relation, long? rows, long files = 0, long bytes = 0, IReadOnlyList<RemoteFile>? remote = null) : RowSource
{
    public override long? Rows => rows;

    public override long Bytes => bytes;

    public override Task<TableScan> ScanAsync(string? condition, CancellationToken cancellationToken) =>
        Task.FromResult(new TableScan("", files, bytes, 0, remote ?? [], () => rows, _ => Task.FromResult(relation)));
}
