using Lakehouse.Ingestor.Control;

namespace Lakehouse.Ingestor.Status;

/// <summary><c>POST /tables/{schema}.{table}/reload</c>: loads one table again while the others go on.</summary>
internal static class ReloadEndpoint
{
    public static void MapReload(this WebApplication app) => app.MapPost("/tables/{name}/reload", async (string name, ProgressBoard board, SourceState state, ReloadRequests requests, CancellationToken cancellationToken) =>
    {
        if (state.Standby)
        {
            return Results.Problem("This Ingestor is a standby: ask the one that writes.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        if (board.All().FirstOrDefault(progress => progress.Table.ToString() == name) is not { } found)
        {
            return Results.Problem($"There is no table '{name}' among those that are replicated: GET /tables lists them. Write schema.table, as Postgres has the names.", statusCode: StatusCodes.Status404NotFound);
        }

        var report = found.Report();
        if (report.State == TableState.Refused)
        {
            return Results.Problem($"{name} cannot be loaded: {report.Error}", statusCode: StatusCodes.Status409Conflict);
        }

        await requests.AddAsync(found.Table, cancellationToken);
        return Results.Accepted("/tables");
    });
}
