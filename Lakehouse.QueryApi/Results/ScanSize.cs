using Lakehouse.QueryApi.Catalog;

namespace Lakehouse.QueryApi.Results;

/// <summary>How much a query reads.</summary>
/// <param name="Bytes">Size of the data files that may hold rows of the answer.</param>
/// <param name="Files">Their number.</param>
/// <param name="FilesPruned">Files that were left out.</param>
internal readonly record struct ScanSize(long Bytes, long Files, long FilesPruned)
{
    public static ScanSize Of(IReadOnlyList<PlannedTable> tables) => new(tables.Sum(table => table.Bytes), tables.Sum(table => table.Files), tables.Sum(table => table.FilesPruned));
}
