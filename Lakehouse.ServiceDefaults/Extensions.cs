using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Lakehouse.ServiceDefaults;

/// <summary>What every service of the lakehouse does the same way.</summary>
public static class Extensions
{
    private const string Liveness = "live";

    /// <summary>Adds telemetry over OTLP, health checks, service discovery, and resilience for every <see cref="HttpClient"/>.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddTelemetry();
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [Liveness]);
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            http.AddStandardResilienceHandler();
            http.AddServiceDiscovery();
        });
        return builder;
    }

    /// <summary>
    /// Maps <c>/health</c> (every check passes: the service can do its work) and <c>/alive</c> (the process answers).
    /// </summary>
    /// <param name="app">The service.</param>
    /// <returns><paramref name="app"/>.</returns>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapHealthChecks(HealthEndpoints.Ready);
        app.MapHealthChecks(HealthEndpoints.Live, new() { Predicate = check => check.Tags.Contains(Liveness) });
        return app;
    }
}
