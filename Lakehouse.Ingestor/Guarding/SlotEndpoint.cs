using System.Text.Json.Serialization;

namespace Lakehouse.Ingestor.Guarding;

/// <summary><c>GET /slot</c>: how far behind capture is, and what that costs the server.</summary>
internal static class SlotEndpoint
{
    public static void MapSlot(this WebApplication app) => app.MapGet("/slot", (SlotStatus status) => status.Report is { } report
        ? Results.Json(report, SlotJson.Default.SlotReport)
        : Results.Problem("There is no replication slot yet: changes are not captured, or this Ingestor waits for another one, or it has just started. GET /tables has the details.", statusCode: StatusCodes.Status404NotFound));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SlotReport))]
internal sealed partial class SlotJson : JsonSerializerContext;
