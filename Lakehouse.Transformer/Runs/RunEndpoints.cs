using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Lakehouse.Transformer.Runs;

/// <summary><c>GET /runs</c>, <c>GET /runs/{id}</c>, <c>POST /runs</c>, and both kinds of events.</summary>
internal static class RunEndpoints
{
    public static void MapRuns(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/runs", (RunQueue queue) => Results.Json(new { runs = queue.Runs.Select(RunJson.Summary) }, RunJson.Options));
        endpoints.MapGet("/runs/{id}", (string id, RunQueue queue) => queue.Find(id) is { } run ? Results.Json(RunJson.Whole(run), RunJson.Options) : NotFound(id));
        endpoints.MapPost("/runs", RequestAsync);
        endpoints.MapGet("/runs/events", (RunQueue queue, IHostApplicationLifetime lifetime) => TypedResults.ServerSentEvents(RunEvents.OfAllAsync(queue, lifetime.ApplicationStopping)));
        endpoints.MapGet("/runs/{id}/events", Results<ServerSentEventsResult<string>, ProblemHttpResult> (string id, RunQueue queue, IHostApplicationLifetime lifetime) =>
            queue.Find(id) is { } run ? TypedResults.ServerSentEvents(RunEvents.OfAsync(run, lifetime.ApplicationStopping)) : NotFound(id));
    }

    private static async Task<IResult> RequestAsync(HttpRequest request, RunQueue queue, RunExecutor executor, CancellationToken cancellationToken)
    {
        RunOptions options;
        try
        {
            var asked = request.ContentLength is 0 || !request.HasJsonContentType() ? new RunRequest()
                : await request.ReadFromJsonAsync<RunRequest>(RunJson.Options, cancellationToken) ?? new RunRequest();
            options = asked.ToOptions(executor.Tables, out var problems);
            if (problems.Count > 0)
            {
                return TypedResults.Problem(string.Join(" ", problems), statusCode: StatusCodes.Status400BadRequest);
            }
        }
        catch (JsonException wrong)
        {
            return TypedResults.Problem($"The body cannot be read: {wrong.Message} It can be empty, or have \"tables\", \"fullRefresh\", \"replay\" and \"replayFrom\".", statusCode: StatusCodes.Status400BadRequest);
        }

        try
        {
            var run = queue.Request(RunTrigger.Request, options);
            request.HttpContext.Response.Headers.Location = $"/runs/{run.Id}";
            return Results.Json(RunJson.Whole(run), RunJson.Options, statusCode: StatusCodes.Status202Accepted);
        }
        catch (InvalidOperationException full)
        {
            return TypedResults.Problem(full.Message, statusCode: StatusCodes.Status429TooManyRequests);
        }
    }

    private static ProblemHttpResult NotFound(string id) => TypedResults.Problem(
        $"There is no run '{id}', or it is too long ago. GET /runs lists those that are remembered; the table ops.runs has all.", statusCode: StatusCodes.Status404NotFound);
}
