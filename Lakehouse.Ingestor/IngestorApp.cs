using Lakehouse.Ingestor.Guarding;
using Lakehouse.Ingestor.Status;
using Lakehouse.ServiceDefaults;

namespace Lakehouse.Ingestor;

/// <summary>The service: the Ingestor with health, telemetry, <c>GET /tables</c>, <c>GET /slot</c> and <c>POST /tables/…/reload</c>.</summary>
internal static class IngestorApp
{
    public static WebApplication Create(WebApplicationBuilder builder)
    {
        builder.Logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss "));
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Npgsql", LogLevel.Warning);
        builder.AddServiceDefaults();
        builder.AddIngestor();
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapTables();
        app.MapReload();
        app.MapSlot();
        return app;
    }
}
