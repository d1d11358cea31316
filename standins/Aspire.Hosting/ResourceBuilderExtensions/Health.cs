using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Makes a registered health check part of the resource's health.</summary>
    /// <typeparam name="T">The resource's type.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="key">The name under which the check is registered: <c>builder.Services.AddHealthChecks().AddCheck(key, …)</c>.</param>
    /// <returns>The resource.</returns>
    public static IResourceBuilder<T> WithHealthCheck<T>(this IResourceBuilder<T> builder, string key)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Resource.Annotations.OfType<HealthCheckAnnotation>().Any(check => check.Key == key)
            ? throw new DistributedApplicationException($"The resource '{builder.Resource.Name}' has the health check '{key}' already.")
            : builder.WithAnnotation(new HealthCheckAnnotation(key));
    }

    /// <summary>Makes the resource healthy while a URL of it answers.</summary>
    /// <typeparam name="T">The resource's type.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="path">The URL's path; where null, <c>/</c>.</param>
    /// <param name="statusCode">The expected answer; where null, 200.</param>
    /// <param name="endpointName">The endpoint; where null, the first http endpoint.</param>
    /// <returns>The resource.</returns>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        path ??= "/";
        statusCode ??= 200;
        var resource = builder.Resource;
        var key = $"{resource.Name}_{endpointName ?? "http"}_{path}_{statusCode}_check";
        builder.ApplicationBuilder.Services.AddHealthChecks()
            .AddCheck(key, new HttpHealthCheck(() => new Uri(new Uri(Endpoint(resource, endpointName).Url), path), statusCode.Value));
        return builder.WithHealthCheck(key);
    }

    private static EndpointReference Endpoint(IResourceWithEndpoints resource, string? name) => name is not null
        ? resource.GetEndpoint(name)
        : resource.GetEndpoints().FirstOrDefault(endpoint => endpoint.IsHttp || endpoint.IsHttps)
            ?? throw new DistributedApplicationException($"The resource '{resource.Name}' has a health check over http and no http endpoint. Add one with WithHttpEndpoint.");
}
