namespace Lakehouse.AppHost;

/// <summary>Services end when they are told to.</summary>
internal static class PromptStop
{
    /// <summary>
    /// Aspire lets the exporters of a service try again while nobody takes their data. The dashboard stops together with the services, so that the
    /// last data of each would be tried for ten seconds, and the orchestrator would kill the service before that.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithPromptStop(this IResourceBuilder<ProjectResource> service) =>
        service.WithEnvironment(context => context.EnvironmentVariables.Remove("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"));
}
