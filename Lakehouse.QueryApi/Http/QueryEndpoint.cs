using Lakehouse.QueryApi.Access;

namespace Lakehouse.QueryApi.Http;

/// <summary><c>POST /v1/query</c>.</summary>
internal static class QueryEndpoint
{
    public static void MapQuery(this WebApplication app) => app.MapPost("/v1/query", HandleAsync)
        .WithName("Query")
        .WithTags("Query")
        .WithSummary("Runs one SELECT over the lake's tables.")
        .AddOpenApiOperationTransformer(QueryDescription.TransformAsync);

    private static Task HandleAsync(HttpContext context, QueryService queries, QueryOptions options) => QueryAnswer.SendAsync(
        context,
        queries,
        async () =>
        {
            var format = ResultFormat.Choose(context.Request);
            // Every character of SQL may be escaped as \u0000 in JSON: six bytes for one.
            var body = await RequestBody.ReadJsonAsync(context.Request, (options.MaxSqlBytes * 6) + 65_536, context.RequestAborted);
            return (QueryRequest.Parse(body).Within(options.MaxSqlBytes) with { Principal = AccessGate.Of(context) }, format);
        },
        isClientsText: true);
}
