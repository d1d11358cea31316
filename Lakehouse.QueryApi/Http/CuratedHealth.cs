using Lakehouse.Delta;
using Lakehouse.QueryApi.Catalog;

namespace Lakehouse.QueryApi.Http;

/// <summary>
/// <c>GET /health/curated</c>: 200 when every curated table can be asked, 503 while one has no data yet. For whoever waits for the first run: cheap, and
/// like all below <c>/health</c> in no trace.
/// </summary>
internal static class CuratedHealth
{
    public static void MapCuratedHealth(this WebApplication app) => app.MapGet("/health/curated", AnswerAsync).ExcludeFromDescription();

    private static async Task<IResult> AnswerAsync(LakeCatalog catalog, CancellationToken cancellationToken)
    {
        var isReady = await Task.WhenAll(catalog.Tables.Where(table => table.Zone == "curated").Select(table => HasDataAsync(table, cancellationToken)));
        return TypedResults.StatusCode(Array.TrueForAll(isReady, ready => ready) ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<bool> HasDataAsync(CatalogTable table, CancellationToken cancellationToken)
    {
        try
        {
            return await table.GetLatestAsync(cancellationToken) is not null;
        }
        catch (Exception error) when (error is DeltaException or IOException or UnauthorizedAccessException)
        {
            // The catalog tells what is wrong with it.
            return false;
        }
    }
}
