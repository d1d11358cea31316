using Lakehouse.QueryApi.Access;
using Lakehouse.QueryApi.Catalog;
using Lakehouse.QueryApi.Http;

namespace Lakehouse.QueryApi.Rest;

/// <summary><c>GET /v1/tables/…</c>: every table as a resource with filters, order and pages, from the catalog alone.</summary>
internal static class TableResources
{
    public static void MapTableResources(this WebApplication app)
    {
        app.MapGet("/v1/tables", List).WithName("ListResources").WithTags("Tables").WithSummary("The tables that can be asked as resources.");
        app.MapGet("/v1/tables/{table}", (string table, HttpContext context, LakeCatalog catalog, QueryService queries) => SendAsync(catalog.Databases[0], table, context, catalog, queries))
            .WithName("GetCuratedRows").WithTags("Tables").WithSummary("Rows of a curated table.").AddOpenApiOperationTransformer(ResourceDescription.TransformAsync);
        app.MapGet("/v1/tables/{database}/{table}", SendAsync)
            .WithName("GetRows").WithTags("Tables").WithSummary("Rows of any table.").AddOpenApiOperationTransformer(ResourceDescription.TransformAsync);
    }

    private static IEnumerable<TableResource> List(LakeCatalog catalog, HttpContext context) => catalog.Tables
        .Where(AccessGate.Of(context).MaySee)
        .Select(table => new TableResource(table.Database, table.Name, table.Zone, table.Database == catalog.Databases[0] ? $"/v1/tables/{table.Name}" : $"/v1/tables/{table.Database}/{table.Name}"));

    private static Task SendAsync(string database, string table, HttpContext context, LakeCatalog catalog, QueryService queries) => QueryAnswer.SendAsync(
        context,
        queries,
        async () =>
        {
            var format = ResultFormat.ChooseRows(context.Request);
            var principal = AccessGate.Of(context);
            var found = TableLookup.Find(catalog, database, table, principal);
            var version = await TableLookup.ReadAsync(found, context.RequestAborted);
            var columns = new ResourceColumns(found.ToString(), await found.GetColumnsAsync(version, context.RequestAborted));
            return (ResourceQuery.Build(found, columns, context.Request.Query, queries.IsForwarding ? new AthenaDialect() : new EngineDialect()) with { Principal = principal }, format);
        },
        isClientsText: false);
}
