using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

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

        builder.Services.AddLogging(logging => logging.AddSimpleConsole(console => console.SingleLine = true));
        var readiness = new Readiness(queryApi.GetEndpoint("http"));
        var dashboard = builder.Configuration["AppHost:BrowserToken"] is { Length: > 0 } token
            ? $"{Environment.GetEnvironmentVariable(DashboardAddresses.FrontEnd)!.Split(';')[0]}/login?t={token}"
            : null;
        builder.Services.AddHostedService(services => new ReadyMessage(services.GetRequiredService<ResourceNotificationService>(), readiness, dashboard, state.Path));
        builder.Services.AddHostedService(services => new FailureWatch(
            services.GetRequiredService<ResourceNotificationService>(), services.GetRequiredService<IHostApplicationLifetime>(), readiness));
    }
}
