using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Adds connection strings that are made of other values.</summary>
public static class ConnectionStringBuilderExtensions
{
    /// <summary>Adds a connection string; it is there once the resources in it run.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Its name.</param>
    /// <param name="connectionStringExpression">How it is made.</param>
    /// <returns>Its builder.</returns>
    public static IResourceBuilder<ConnectionStringResource> AddConnectionString(
        this IDistributedApplicationBuilder builder, string name, ReferenceExpression connectionStringExpression)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connectionStringExpression);
        var connectionString = builder.AddResource(new ConnectionStringResource(name, connectionStringExpression));
        foreach (var resource in ResourcesIn(connectionStringExpression).Distinct())
        {
            connectionString.WaitForStart(builder.CreateResourceBuilder(resource));
        }

        return connectionString;
    }

    private static IEnumerable<IResource> ResourcesIn(object value) => value switch
    {
        IResourceWithoutLifetime => [],
        IResource resource => [resource],
        IValueWithReferences { References: var references } => references.SelectMany(ResourcesIn),
        _ => [],
    };
}
