namespace Lakehouse.QueryApi.Catalog;

/// <summary>A table seen at another version, its changes, or what its log tells: named by the table and a mark behind it.</summary>
/// <param name="table">The table behind it.</param>
/// <param name="name">The name with its mark: <c>movies@v7</c>, <c>movies$history</c>.</param>
/// <param name="load">Reads it.</param>
internal sealed class DerivedTable(CatalogTable table, string name, Func<CatalogTable, CancellationToken, Task<TableVersion?>> load) : CatalogTable(table.Database, name, table.Zone, table.Location)
{
    public override CatalogTable Origin => table;

    public override string Format => table.Format;

    public override Task<TableVersion?> GetLatestAsync(CancellationToken cancellationToken) => load(this, cancellationToken);

    public override Task<IReadOnlyList<TableChange>> GetHistoryAsync(int count, CancellationToken cancellationToken) => table.GetHistoryAsync(count, cancellationToken);

    public override void Invalidate() => table.Invalidate();
}
