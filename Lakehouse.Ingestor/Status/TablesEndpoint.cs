using System.Text.Json.Serialization;

namespace Lakehouse.Ingestor.Status;

/// <summary><c>GET /tables</c>: how far every table is.</summary>
internal static class TablesEndpoint
{
    public static void MapTables(this WebApplication app) => app.MapGet("/tables", (ProgressBoard board, SourceState state, SourceOptions source) =>
        new TablesReport(source.Name, state.Standby, state.Problem, [.. board.All().Select(progress => progress.Report())]));
}

/// <summary>The answer of <c>GET /tables</c>.</summary>
/// <param name="Source">The source's name in raw paths.</param>
/// <param name="Standby">Another Ingestor writes; this one waits to take over.</param>
/// <param name="Problem">Why nothing goes on at the moment, or null.</param>
/// <param name="Tables">Every table found.</param>
internal sealed record TablesReport(string Source, bool Standby, string? Problem, IReadOnlyList<TableReport> Tables);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TablesReport))]
internal sealed partial class StatusJson : JsonSerializerContext;
