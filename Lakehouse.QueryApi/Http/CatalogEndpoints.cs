using Lakehouse.Delta;
using Lakehouse.Pipelines;
using Lakehouse.QueryApi.Access;
using Lakehouse.QueryApi.Catalog;
using Lakehouse.QueryApi.Engine;
using Microsoft.AspNetCore.Mvc;

namespace Lakehouse.QueryApi.Http;

/// <summary><c>GET /v1/catalog/…</c>.</summary>
internal static class CatalogEndpoints
{
    private const int HistoryLength = 20;

    private const int DefaultLimit = 1_000;

    public static void MapCatalog(this WebApplication app)
    {
        var catalog = app.MapGroup("/v1/catalog").WithTags("Catalog");
        catalog.MapGet("/schemas", ListSchemas).WithName("ListSchemas").WithSummary("The databases, with the number of their tables.");
        catalog.MapGet("/tables", ListAsync).WithName("ListTables").WithSummary("Databases and tables, with their latest versions.");
        var table = catalog.MapGroup("/tables/{database}/{table}");
        table.MapGet("", GetAsync).WithName("GetTable").WithSummary("A table's columns, version and latest changes.").Produces<TableDetails>().ProducesProblem(404);
        table.MapGet("/schema", GetSchemaAsync).WithName("GetTableSchema").WithSummary("A table's columns, now or at a version.").Produces<TableSchema>().ProducesProblem(404);
        table.MapGet("/lineage", GetLineageAsync).WithName("GetTableLineage").WithSummary("What a table is made of, and what is made of it.").Produces<TableLineage>().ProducesProblem(404);
        MapListing(table, "versions", "A Delta table's versions, the latest first.", "history", "version, \"timestamp\", operation", "version DESC", """[{ "version": 7, "timestamp": "2026-01-31 12:00:00.000000 UTC", "operation": "MERGE" }]""");
        MapListing(table, "history", "A Delta table's commits with parameters and metrics, the latest first.", "history", "*", "version DESC", """[{ "version": 7, "timestamp": "2026-01-31 12:00:00.000000 UTC", "operation": "MERGE", "operation_parameters": "{}", "operation_metrics": "{}" }]""");
        MapListing(table, "files", "The data files of a Delta table's latest version.", "files", "*", "path", """[{ "path": "part-00000-1b9c64a9.c000.snappy.parquet", "size": 311377, "record_count": 9742 }]""");
    }

    /// <summary>A list that is a query of the table's log: in every format, streamed, and closed to those who see a part of the table.</summary>
    private static void MapListing(RouteGroupBuilder group, string name, string summary, string source, string columns, string order, string example) => group
        .MapGet($"/{name}", (string database, string table, long? limit, HttpContext context, LakeCatalog catalog, QueryService queries) => QueryAnswer.SendAsync(
            context,
            queries,
            () =>
            {
                var format = ResultFormat.ChooseRows(context.Request);
                var principal = AccessGate.Of(context);
                var found = TableLookup.Find(catalog, database, table, principal);
                TableLookup.Find(catalog, found.Database, $"{found.Name}${source}", principal);
                var request = new QueryRequest($"SELECT {columns} FROM {SqlText.Identifier(found.Database)}.{SqlText.Identifier($"{found.Name}${source}")} ORDER BY {order}", null, Math.Max(limit ?? DefaultLimit, 0), null);
                return Task.FromResult((request with { Principal = principal }, format));
            },
            isClientsText: false))
        .WithName($"ListTable{char.ToUpperInvariant(name[0])}{name[1..]}").WithSummary(summary).AddOpenApiOperationTransformer(CatalogDescription.Listing(example));

    private static IEnumerable<SchemaDescription> ListSchemas(LakeCatalog catalog, HttpContext context) => catalog.Databases
        .Select(database => new SchemaDescription(database, catalog.List(database).Count(AccessGate.Of(context).MaySee)))
        .Where(schema => schema.Tables > 0);

    private static async Task<CatalogListing> ListAsync(LakeCatalog catalog, TablePolicy policy, HttpContext context, CancellationToken cancellationToken)
    {
        var principal = AccessGate.Of(context);
        var tables = await Task.WhenAll(catalog.Tables.Where(principal.MaySee).Select(table => DescribeAsync(table, policy.ShowsAll(principal, table), cancellationToken)));
        return new CatalogListing([.. catalog.DatabasesOf(principal)], tables);
    }

    private static Task GetAsync(string database, string table, LakeCatalog catalog, TablePolicy policy, HttpContext context, CancellationToken cancellationToken) => AnswerAsync(context, async () =>
    {
        var principal = AccessGate.Of(context);
        var found = TableLookup.Find(catalog, database, table, principal);
        var showsAll = policy.ShowsAll(principal, found);
        var description = await DescribeAsync(found, showsAll, cancellationToken);
        var version = description.Error is null ? await found.GetLatestAsync(cancellationToken) : null;
        var history = version is null || !showsAll ? [] : await found.GetHistoryAsync(HistoryLength, cancellationToken);
        return new TableDetails(description, version?.Columns ?? [], history);
    });

    private static Task GetSchemaAsync(string database, string table, [FromQuery(Name = "version")] long? version, LakeCatalog catalog, HttpContext context, CancellationToken cancellationToken) => AnswerAsync(context, async () =>
    {
        var found = TableLookup.Find(catalog, database, version is null ? table : $"{table}@v{version}", AccessGate.Of(context));
        var seen = await TableLookup.ReadAsync(found, cancellationToken);
        return new TableSchema(found.Origin.Database, found.Origin.Name, seen.DeltaVersion, await found.GetColumnsAsync(seen, cancellationToken), await found.Origin.GetPartitionColumnsAsync(cancellationToken));
    });

    private static Task GetLineageAsync(string database, string table, LakeCatalog catalog, Pipeline pipeline, HttpContext context) => AnswerAsync(context, () =>
    {
        var principal = AccessGate.Of(context);
        return Task.FromResult(PipelineLineage.Of(pipeline, TableLookup.Find(catalog, database, table, principal), other => catalog.TryFind(new Sql.TableName("", other.Database, other.Table, null)) is not { } found || principal.MaySee(found)));
    });

    private static async Task AnswerAsync<T>(HttpContext context, Func<Task<T>> read)
    {
        try
        {
            await context.Response.WriteAsJsonAsync(await read(), context.RequestAborted);
        }
        catch (QueryException refused)
        {
            await ProblemWriter.WriteAsync(context.Response, refused, null, context.RequestAborted);
        }
    }

    /// <summary>Who sees a part of a table is not told of the whole. A table that cannot be read says so in its own entry: the others are still listed.</summary>
    private static async Task<TableDescription> DescribeAsync(CatalogTable table, bool showsAll, CancellationToken cancellationToken)
    {
        try
        {
            var version = await table.GetLatestAsync(cancellationToken);
            return new TableDescription(table.Database, table.Name, table.Zone, table.Format, table.Location.AbsoluteUri, version?.DeltaVersion, version?.Timestamp, showsAll ? version?.Rows : null, showsAll ? version?.Files ?? 0 : 0, showsAll ? version?.Bytes ?? 0 : 0, null);
        }
        catch (Exception error) when (error is DeltaException or IOException or UnauthorizedAccessException)
        {
            return new TableDescription(table.Database, table.Name, table.Zone, table.Format, table.Location.AbsoluteUri, null, null, null, 0, 0, error.Message);
        }
    }
}
