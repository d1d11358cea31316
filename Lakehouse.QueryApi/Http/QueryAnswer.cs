using Lakehouse.QueryApi.Results;

namespace Lakehouse.QueryApi.Http;

/// <summary>Answers an HTTP request with a query's rows, or with the problem that stands in the way.</summary>
internal static class QueryAnswer
{
    /// <summary>Runs the query that a request asks for.</summary>
    /// <param name="context">The request.</param>
    /// <param name="queries">Runs it.</param>
    /// <param name="read">Makes the query of the request, or throws what is wrong with it.</param>
    /// <param name="isClientsText">The statement is the client's own: errors tell the place in it.</param>
    public static async Task SendAsync(HttpContext context, QueryService queries, Func<Task<(QueryRequest Request, ResultFormat Format)>> read, bool isClientsText)
    {
        string? sql = null;
        try
        {
            var (request, format) = await read();
            sql = isClientsText ? request.Sql : null;
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
