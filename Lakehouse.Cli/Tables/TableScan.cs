using System.Runtime.CompilerServices;
using Lakehouse.Delta;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Cli.Tables;

/// <summary>
/// The scan of a version: in one part, or in parts of a few files where these have to be copied first, so that rows come before all copies are made
/// and the table may be larger than the copies may be.
/// </summary>
internal sealed class TableScan(Snapshot snapshot, IReadOnlyList<StructField> columns, string? where)
{
    private const int CopiedFiles = 8;

    /// <summary>Rows that it gives, by the log; null where a condition decides, or a file has no statistics.</summary>
    public long? Rows { get; } = where is null && snapshot.Files.All(file => FileDetails.Of(file).Rows is not null) ? snapshot.Files.Sum(file => FileDetails.Of(file).Rows) : null;

    /// <summary>Length of the files that may have to be read.</summary>
    public long Bytes => snapshot.TotalBytes;

    /// <param name="inOnePart">Whether all must be read by one statement.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async IAsyncEnumerable<RowSelect> PartsAsync(bool inOnePart, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var files = where is null ? snapshot.Files : await DeltaScan.SelectFilesAsync(snapshot, where, cancellationToken);
        IReadOnlyList<AddFile>[] parts = !snapshot.Location.IsFile && !inOnePart && files.Count > 0 ? [.. files.Chunk(CopiedFiles)] : [files];
        foreach (var part in parts)
        {
            var scan = await DeltaScan.PlanAsync(snapshot, part, cancellationToken);
            yield return new RowSelect(scan.Sql, columns, where) { Explain = scan.Explain, Bytes = part.Sum(file => file.Size) };
        }
    }
}
