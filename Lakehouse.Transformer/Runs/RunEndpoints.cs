using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lakehouse.Transformer.Runs;

/// <summary><c>GET /runs</c>, <c>GET /runs/{id}</c>, <c>POST /runs</c>.</summary>
internal static class RunEndpoints
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    public static void MapRuns(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/runs", (RunQueue queue) => Results.Json(new { runs = queue.Runs.Select(Summary) }, Json));
        endpoints.MapGet("/runs/{id}", (string id, RunQueue queue) => queue.Find(id) is { } run
            ? Results.Json(Whole(run), Json)
            : Results.Problem($"There is no run '{id}', or it is too long ago. GET /runs lists those that are remembered.", statusCode: StatusCodes.Status404NotFound));
        endpoints.MapPost("/runs", (RunQueue queue, HttpResponse response) =>
        {
            var run = queue.Request(RunTrigger.Request);
            response.Headers.Location = $"/runs/{run.Id}";
            return Results.Json(Whole(run), Json, statusCode: StatusCodes.Status202Accepted);
        });
    }

    private static object Summary(Run run) => new
    {
        run.Id,
        run.Trigger,
        run.State,
        run.Started,
        run.Finished,
        rowsRead = run.Reports.Sum(report => report.RowsRead),
        commits = run.Reports.Sum(report => report.Commits),
        failed = run.Reports.Where(report => report.State is TableState.Failed or TableState.Stopped or TableState.Skipped).Select(report => report.Table),
    };

    private static object Whole(Run run) => new { run.Id, run.Trigger, run.State, run.Started, run.Finished, tables = run.Reports };
}
