using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Adds a port that the resource listens on.</summary>
    /// <typeparam name="T">The resource's type.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="port">The port that others connect to; where null, a free one.</param>
    /// <param name="targetPort">The port that the process listens on, where it cannot be told.</param>
    /// <param name="scheme">The scheme of its URL; where null, <c>tcp</c>.</param>
    /// <param name="name">Its name; where null, the scheme.</param>
    /// <param name="env">The variable in which the process finds the port.</param>
    /// <param name="isProxied">Of no meaning here: the process always has the port itself.</param>
    /// <param name="isExternal">True where it is meant for the world outside.</param>
    /// <param name="protocol">TCP; nothing else is supported.</param>
    /// <returns>The resource.</returns>
    /// <exception cref="DistributedApplicationException">The resource has an endpoint of that name already.</exception>
    public static IResourceBuilder<T> WithEndpoint<T>(
        this IResourceBuilder<T> builder,
        int? port = null,
        int? targetPort = null,
        string? scheme = null,
        string? name = null,
        string? env = null,
        bool? isProxied = null,
        bool? isExternal = null,
        ProtocolType? protocol = null)
        where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (protocol is not (null or ProtocolType.Tcp))
        {
            throw new NotSupportedException($"The stand-in has TCP endpoints only, not {protocol}; the package Aspire.Hosting has them.");
        }

        var endpoint = new EndpointAnnotation(ProtocolType.Tcp, scheme, null, name, port, targetPort, isExternal, isProxied) { TargetPortEnvironmentVariable = env };
        if (builder.Resource.GetEndpoint(endpoint.Name).Exists)
        {
            throw new DistributedApplicationException($"The resource '{builder.Resource.Name}' has two endpoints called '{endpoint.Name}'. Give one of them another name.");
        }

        builder.WithAnnotation(endpoint);
        return env is null || builder is not IResourceBuilder<IResourceWithEnvironment> withEnvironment
            ? builder
            : SetPort(builder, withEnvironment, env, endpoint.Name);
    }

    /// <summary>Adds a port that the resource speaks http on.</summary>
    /// <typeparam name="T">The resource's type.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="port">The port that others connect to; where null, a free one.</param>
    /// <param name="targetPort">The port that the process listens on, where it cannot be told.</param>
    /// <param name="name">Its name; where null, <c>http</c>.</param>
    /// <param name="env">The variable in which the process finds the port; projects find it in ASPNETCORE_URLS.</param>
    /// <param name="isProxied">Of no meaning here: the process always has the port itself.</param>
    /// <returns>The resource.</returns>
    public static IResourceBuilder<T> WithHttpEndpoint<T>(
        this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? name = null, string? env = null, bool? isProxied = null)
        where T : IResourceWithEndpoints => builder.WithEndpoint(port, targetPort, "http", name, env, isProxied);

    /// <summary>Says that the resource's http endpoints are meant for the world outside.</summary>
    /// <typeparam name="T">The resource's type.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <returns>The resource.</returns>
    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        foreach (var endpoint in builder.Resource.Annotations.OfType<EndpointAnnotation>().Where(e => e.UriScheme is "http" or "https"))
        {
            endpoint.IsExternal = true;
        }

        return builder;
    }

    /// <summary>Refers to an endpoint of the resource.</summary>
    /// <typeparam name="T">The resource's type.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="name">The endpoint's name; it may be added later.</param>
    /// <returns>The reference.</returns>
    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name)
        where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Resource.GetEndpoint(name);
    }

    /// <summary>Changes how an endpoint's URL is shown.</summary>
    /// <typeparam name="T">The resource's type.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="endpointName">The endpoint.</param>
    /// <param name="callback">Changes it.</param>
    /// <returns>The resource.</returns>
    public static IResourceBuilder<T> WithUrlForEndpoint<T>(this IResourceBuilder<T> builder, string endpointName, Action<ResourceUrlAnnotation> callback)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithAnnotation(new ResourceUrlsCallbackAnnotation(context =>
        {
            foreach (var url in context.Urls.Where(url => string.Equals(url.Endpoint?.EndpointName, endpointName, StringComparison.OrdinalIgnoreCase)))
            {
                callback(url);
            }

            return Task.CompletedTask;
        }));
    }

    private static IResourceBuilder<T> SetPort<T>(IResourceBuilder<T> builder, IResourceBuilder<IResourceWithEnvironment> withEnvironment, string variable, string endpointName)
        where T : IResourceWithEndpoints
    {
        var port = builder.Resource.GetEndpoint(endpointName).Property(EndpointProperty.TargetPort);
        withEnvironment.WithEnvironment(context => context.EnvironmentVariables[variable] = port);
        return builder;
    }
}
