using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Lakehouse.ServiceDefaults;

/// <summary>Traces, metrics and logs, exported over OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names a collector.</summary>
internal static class Telemetry
{
    /// <summary>Every activity source and meter of ours is named after its project, and so starts with this.</summary>
    private const string OwnSources = "Lakehouse.*";

    /// <summary>Npgsql's activity source and meter.</summary>
    private const string PostgresSource = "Npgsql";

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });

        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddMeter(OwnSources, PostgresSource)
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation())
            .WithTracing(tracing => tracing
                .AddSource(OwnSources, PostgresSource, builder.Environment.ApplicationName)
                .AddAspNetCoreInstrumentation(options => options.Filter = IsWork)
                .AddHttpClientInstrumentation());

        if (!string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            telemetry.UseOtlpExporter();
        }
    }

    /// <summary>Health probes come every few seconds and would bury the traces of real work.</summary>
    private static bool IsWork(HttpContext context) =>
        !context.Request.Path.StartsWithSegments(HealthEndpoints.Ready, StringComparison.Ordinal)
        && !context.Request.Path.StartsWithSegments(HealthEndpoints.Live, StringComparison.Ordinal);
}
