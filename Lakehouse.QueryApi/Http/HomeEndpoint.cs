using Lakehouse.QueryApi.Access;
using Lakehouse.QueryApi.Catalog;
using Lakehouse.QueryApi.Flight;

namespace Lakehouse.QueryApi.Http;

/// <summary><c>GET /</c>: what is here, for whoever opens the address.</summary>
internal static class HomeEndpoint
{
    public static void MapHome(this WebApplication app) => app.MapGet("/", (LakeCatalog catalog, FlightListener flight, HttpContext context) => new
    {
        service = "Lakehouse.QueryApi",
        query = "POST /v1/query with {\"sql\": \"SELECT …\"}; Accept: application/json, text/csv, application/x-ndjson, application/vnd.apache.arrow.stream or application/vnd.apache.parquet",
        athena = "POST / with X-Amz-Target: AmazonAthena.…, e.g. aws athena start-query-execution --endpoint-url http://localhost:5080 --query-string …",
        tables = "GET /v1/tables, GET /v1/tables/movie_ratings?avg_rating=gte.4&order=avg_rating.desc&limit=10",
        catalog = "GET /v1/catalog/tables, GET /v1/catalog/tables/{database}/{table}[/schema|/versions|/history|/files|/lineage]",
        reference = "GET /scalar (for people), GET /openapi/v1.json (for programs)",
        mcp = "POST /mcp (Model Context Protocol, streamable HTTP)",
        flightSql = flight.Address ?? "off: set Flight:Port",
        health = "GET /health, GET /alive, GET /health/curated (every curated table has data)",
        databases = catalog.DatabasesOf(AccessGate.Of(context)),
        example = $"curl -s localhost:5080/v1/query -H 'Content-Type: application/json' -H 'Accept: text/csv' -d '{{\"sql\": \"SHOW TABLES\"}}'",
    }).ExcludeFromDescription();
}
