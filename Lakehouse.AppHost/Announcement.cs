using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lakehouse.AppHost;

/// <summary>Tells the person at the console how it goes.</summary>
internal static class Announcement
{
    public static void AnnounceWhenReady(this IDistributedApplicationBuilder builder, IResourceBuilder<ProjectResource> queryApi, StateFolder state)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            return;
        }

        builder.Services.AddLogging(logging => logging.AddResourceConsole());
        var readiness = new Readiness(queryApi.GetEndpoint("http"));
        var dashboard = builder.Configuration["AppHost:BrowserToken"] is { Length: > 0 } token
            ? $"{Environment.GetEnvironmentVariable(DashboardAddresses.FrontEnd)!.Split(';')[0]}/login?t={token}"
            : null;
        builder.Services.StartFirst(services => new ReadyMessage(
            services.GetRequiredService<ResourceNotificationService>(), readiness, queryApi.GetEndpoint(FlightSql.EndpointName), dashboard, state.Path));
        builder.Services.StartFirst(services => new FailureWatch(
            services.GetRequiredService<ResourceNotificationService>(), services.GetRequiredService<IHostApplicationLifetime>(), readiness));
    }

    /// <summary>A host starts its services one after the other, and Aspire's orchestrator has started only when no resource waits for another any more: too late to see one fail.</summary>
    private static void StartFirst(this IServiceCollection services, Func<IServiceProvider, IHostedService> service) =>
        services.Insert(0, ServiceDescriptor.Singleton(service));
}
