using Lakehouse.QueryApi.Access;
using Lakehouse.QueryApi.Results;

namespace Lakehouse.QueryApi.Http;

/// <summary><c>POST /v1/query</c>.</summary>
internal static class QueryEndpoint
{
    public static void MapQuery(this WebApplication app) => app.MapPost("/v1/query", HandleAsync)
        .WithName("Query")
        .WithSummary("Runs one SELECT over the lake's tables.");

    private static async Task HandleAsync(HttpContext context, QueryService queries, QueryOptions options)
    {
        string? sql = null;
        try
        {
            var format = ResultFormat.Choose(context.Request);
            // Every character of SQL may be escaped as \u0000 in JSON: six bytes for one.
            var request = QueryRequest.Parse(await RequestBody.ReadJsonAsync(context.Request, (options.MaxSqlBytes * 6) + 65_536, context.RequestAborted)) with { Principal = AccessGate.Of(context) };
            sql = request.Sql;
            request.Within(options.MaxSqlBytes);
            context.Response.ContentType = format.ContentType;
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers.XContentTypeOptions = "nosniff";
            using var relay = new ResponseRelay(context.Response);
            await queries.RunAsync(request, format, relay, context.RequestAborted);
        }
        catch (QueryException error) when (!context.Response.HasStarted)
        {
            await ProblemWriter.WriteAsync(context.Response, error, sql, context.RequestAborted);
        }
        catch (QueryException)
        {
            // Rows are already on their way: an answer that ends well would pass for whole. Cutting it off does not.
            context.Abort();
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
    }
}
