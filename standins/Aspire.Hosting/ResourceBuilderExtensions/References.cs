using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Says things about resources.</summary>
public static partial class ResourceBuilderExtensions
{
    /// <summary>Gives the resource a connection string: <c>ConnectionStrings__{name}</c>, and its parts as <c>{NAME}_{PART}</c>.</summary>
    /// <typeparam name="TDestination">The resource's type.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="source">What it connects to.</param>
    /// <param name="connectionName">The name it knows it by; where null, the other resource's.</param>
    /// <param name="optional">True sets nothing where there is no connection string; false is an error then.</param>
    /// <returns>The resource.</returns>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithConnectionString> source, string? connectionName = null, bool optional = false)
        where TDestination : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(source);
        var resource = source.Resource;
        connectionName ??= resource.Name;
        return builder.WithEnvironment(async context =>
        {
            var value = await GetConnectionStringAsync(resource, optional, context.CancellationToken).ConfigureAwait(false);
            if (value is not null)
            {
                context.EnvironmentVariables[resource.ConnectionStringEnvironmentVariable ?? $"ConnectionStrings__{connectionName}"] = value;
            }

            var prefix = ResourceName.ForEnvironment(connectionName).ToUpperInvariant();
            foreach (var (part, expression) in resource.GetConnectionProperties())
            {
                context.EnvironmentVariables[$"{prefix}_{part.ToUpperInvariant()}"] = expression;
            }
        });
    }

    /// <summary>Tells the resource where another one is: <c>services__{name}__{scheme}__{n}</c> and <c>{NAME}_{ENDPOINT}</c> for each endpoint.</summary>
    /// <typeparam name="TDestination">The resource's type.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="source">The other one.</param>
    /// <returns>The resource.</returns>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(source);
        builder.ReferenceTo(source.Resource).UseAllEndpoints = true;
        return builder;
    }

    /// <summary>Tells the resource where one endpoint of another one is.</summary>
    /// <typeparam name="TDestination">The resource's type.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="endpointReference">The endpoint.</param>
    /// <returns>The resource.</returns>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, EndpointReference endpointReference)
        where TDestination : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(endpointReference);
        builder.ReferenceTo(endpointReference.Resource).EndpointNames.Add(endpointReference.EndpointName);
        return builder;
    }

    private static async ValueTask<string?> GetConnectionStringAsync(IResourceWithConnectionString resource, bool optional, CancellationToken cancellationToken)
    {
        try
        {
            var value = await resource.GetConnectionStringAsync(cancellationToken).ConfigureAwait(false);
            return value is null && !optional
                ? throw new DistributedApplicationException($"The resource '{resource.Name}' has no connection string.")
                : value;
        }
        catch (DistributedApplicationException) when (optional)
        {
            return null; // that is what optional means
        }
    }

    /// <summary>One annotation for each resource that is referred to, however often it is.</summary>
    private static EndpointReferenceAnnotation ReferenceTo<T>(this IResourceBuilder<T> builder, IResourceWithEndpoints target)
        where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        var reference = builder.Resource.Annotations.OfType<EndpointReferenceAnnotation>().FirstOrDefault(known => ReferenceEquals(known.Resource, target));
        if (reference is null)
        {
            reference = new(target);
            builder.WithAnnotation(reference);
            builder.WithEnvironment(context => SetServiceVariables(reference, context.EnvironmentVariables));
        }

        return reference;
    }

    private static void SetServiceVariables(EndpointReferenceAnnotation reference, Dictionary<string, object> variables)
    {
        var service = reference.Resource.Name;
        foreach (var endpoint in reference.Resource.GetEndpoints().Where(e =>
            reference.EndpointNames.Contains(e.EndpointName) || (reference.UseAllEndpoints && !e.ExcludeReferenceEndpoint)))
        {
            var name = endpoint.EndpointName;
            variables[$"{ResourceName.ForEnvironment(service)}_{ResourceName.ForEnvironment(name)}".ToUpperInvariant()] = endpoint;
            var scheme = name is "http" or "https" ? endpoint.Scheme : name;
            var index = 0;
            while (variables.ContainsKey($"services__{service}__{scheme}__{index}"))
            {
                index++;
            }

            variables[$"services__{service}__{scheme}__{index}"] = endpoint;
        }
    }
}
