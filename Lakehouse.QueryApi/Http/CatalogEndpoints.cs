using Lakehouse.Delta;
using Lakehouse.QueryApi.Access;
using Lakehouse.QueryApi.Catalog;

namespace Lakehouse.QueryApi.Http;

/// <summary><c>GET /v1/catalog/…</c>.</summary>
internal static class CatalogEndpoints
{
    private const int HistoryLength = 20;

    public static void MapCatalog(this WebApplication app)
    {
        app.MapGet("/v1/catalog/tables", ListAsync).WithName("ListTables").WithSummary("Databases and tables, with their latest versions.");
        app.MapGet("/v1/catalog/tables/{database}/{table}", GetAsync).WithName("GetTable").WithSummary("A table's columns, version and history.");
    }

    private static async Task<CatalogListing> ListAsync(LakeCatalog catalog, HttpContext context, CancellationToken cancellationToken)
    {
        var tables = await Task.WhenAll(catalog.Tables.Where(AccessGate.Of(context).MaySee).Select(table => DescribeAsync(table, cancellationToken)));
        return new CatalogListing(catalog.Databases, tables);
    }

    private static async Task GetAsync(string database, string table, LakeCatalog catalog, HttpContext context, CancellationToken cancellationToken)
    {
        try
        {
            var found = catalog.Find(new Sql.TableName("", database, table, null));
            if (!AccessGate.Of(context).MaySee(found))
            {
                throw new QueryException(Problem.Forbidden, $"{AccessGate.Of(context).Name} may not read the table {found}.");
            }

            var description = await DescribeAsync(found, cancellationToken);
            var version = description.Error is null ? await found.GetLatestAsync(cancellationToken) : null;
            var history = version is null ? [] : await found.GetHistoryAsync(HistoryLength, cancellationToken);
            await context.Response.WriteAsJsonAsync(new TableDetails(description, version?.Columns ?? [], history), cancellationToken);
        }
        catch (QueryException unknown)
        {
            await ProblemWriter.WriteAsync(context.Response, new QueryException(Problem.NoSuchTable, unknown.Message), null, cancellationToken);
        }
    }

    /// <summary>A table that cannot be read says so in its own entry: the others are still listed.</summary>
    private static async Task<TableDescription> DescribeAsync(CatalogTable table, CancellationToken cancellationToken)
    {
        try
        {
            var version = await table.GetLatestAsync(cancellationToken);
            return new TableDescription(table.Database, table.Name, table.Zone, table.Format, table.Location.AbsoluteUri, version?.DeltaVersion, version?.Timestamp, version?.Rows, version?.Files ?? 0, version?.Bytes ?? 0, null);
        }
        catch (Exception error) when (error is DeltaException or IOException or UnauthorizedAccessException)
        {
            return new TableDescription(table.Database, table.Name, table.Zone, table.Format, table.Location.AbsoluteUri, null, null, null, 0, 0, error.Message);
        }
    }
}
