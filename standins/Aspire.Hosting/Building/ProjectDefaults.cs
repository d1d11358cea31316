using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Building;

/// <summary>What every project is told without being asked.</summary>
internal static class ProjectDefaults
{
    public static IResourceBuilder<ProjectResource> WithProjectDefaults(this IResourceBuilder<ProjectResource> project, ProjectResourceOptions options)
    {
        var environment = project.ApplicationBuilder.Environment;
        project
            .WithEnvironment("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "in_memory")
            .WithEnvironment("LOGGING__CONSOLE__FORMATTERNAME", "simple")
            .WithOtlpExporter()
            .WithEnvironment(context => SetUrls(project.Resource, context.EnvironmentVariables));
        if (ResourceConsole.HasColor)
        {
            project.WithEnvironment("DOTNET_SYSTEM_CONSOLE_ALLOW_ANSI_COLOR_REDIRECTION", "true");
        }

        if (environment.IsDevelopment())
        {
            project
                .WithEnvironment("OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION", "true")
                .WithEnvironment("OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION", "true");
        }

        if (!options.ExcludeLaunchProfile)
        {
            LaunchProfiles.Apply(project, options.LaunchProfileName);
        }

        return project.WithEnvironment(context =>
        {
            // A launch profile says what it is meant for; without one, a project runs as its host does.
            var variables = context.EnvironmentVariables;
            if (!variables.ContainsKey("ASPNETCORE_ENVIRONMENT") && !variables.ContainsKey("DOTNET_ENVIRONMENT"))
            {
                variables["ASPNETCORE_ENVIRONMENT"] = variables["DOTNET_ENVIRONMENT"] = environment.EnvironmentName;
            }
        });
    }

    private static void SetUrls(ProjectResource project, Dictionary<string, object> variables)
    {
        // An endpoint with a variable of its own is for something else than Kestrel.
        var endpoints = project.GetEndpoints()
            .Where(endpoint => endpoint.Scheme is "http" or "https" && endpoint.EndpointAnnotation.TargetPortEnvironmentVariable is null)
            .ToArray();
        if (endpoints.Length > 0)
        {
            variables.TryAdd("ASPNETCORE_URLS", string.Join(';', endpoints.Select(endpoint => $"{endpoint.Scheme}://{endpoint.EndpointAnnotation.TargetHost}:{endpoint.Port}")));
        }

        if (endpoints.FirstOrDefault(endpoint => endpoint.IsHttps) is { } https)
        {
            variables.TryAdd("ASPNETCORE_HTTPS_PORT", https.Property(EndpointProperty.Port));
        }
    }
}
