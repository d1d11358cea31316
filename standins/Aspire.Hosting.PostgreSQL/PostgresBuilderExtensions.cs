using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Adds PostgreSQL servers.</summary>
public static class PostgresBuilderExtensions
{
    /// <summary>Adds a server, which runs in a container: starting the application fails here, and names the package that can do it.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Its name in the model.</param>
    /// <param name="userName">The superuser; where null, <c>postgres</c>.</param>
    /// <param name="password">The superuser's password; where null, a random one.</param>
    /// <param name="port">The port on this machine; where null, a free one.</param>
    /// <returns>Its builder.</returns>
    public static IResourceBuilder<PostgresServerResource> AddPostgres(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var random = new ParameterResource($"{name}-password", _ => RandomNumberGenerator.GetHexString(22), secret: true);
        builder.Eventing.Subscribe<BeforeStartEvent>((_, _) => throw new NotSupportedException(
            $"'{name}' is a PostgreSQL server in a container, which the stand-in for Aspire.Hosting.PostgreSQL cannot run; the package Aspire.Hosting.PostgreSQL can. Use a server of this machine instead."));
        // A container's own port is 5432, which only the orchestrator of the real package can lead elsewhere.
        return builder.AddResource(new PostgresServerResource(name, userName?.Resource, password?.Resource ?? random)).WithEndpoint(port: port, scheme: "tcp", name: "tcp");
    }

    /// <summary>Adds a database of a server.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="name">Its name in the model.</param>
    /// <param name="databaseName">Its name in Postgres; where null, the same.</param>
    /// <returns>Its builder.</returns>
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(this IResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Resource.Add(name, databaseName ?? name);
        return builder.ApplicationBuilder.AddResource(new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource));
    }

    /// <summary>Keeps the data in a folder of this machine.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="source">The folder.</param>
    /// <param name="isReadOnly">True lets the server only read it.</param>
    /// <returns>The server.</returns>
    public static IResourceBuilder<PostgresServerResource> WithDataBindMount(this IResourceBuilder<PostgresServerResource> builder, string source, bool isReadOnly = false) => builder;

    /// <summary>Keeps the data in a volume.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="name">The volume.</param>
    /// <param name="isReadOnly">True lets the server only read it.</param>
    /// <returns>The server.</returns>
    public static IResourceBuilder<PostgresServerResource> WithDataVolume(this IResourceBuilder<PostgresServerResource> builder, string? name = null, bool isReadOnly = false) => builder;
}
