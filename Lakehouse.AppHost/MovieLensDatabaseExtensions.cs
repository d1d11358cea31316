using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Lakehouse.AppHost;

/// <summary>Puts the source database into the model. Which one is decided before the model is built: a container that cannot start would make all wait for ever.</summary>
internal static class MovieLensDatabaseExtensions
{
    private const string Name = "movielens";

    // What replication needs, and room for slots of pipelines that are tried side by side.
    private static readonly string[] _replication = ["-c", "wal_level=logical", "-c", "max_replication_slots=20", "-c", "max_wal_senders=20"];

    public static MovieLensDatabase AddMovieLensDatabase(this IDistributedApplicationBuilder builder, LakehouseOptions options, StateFolder state)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            return new MovieLensDatabase(null, builder.AddParameter("movielens-connection"));
        }

        if (builder.Configuration.GetConnectionString(Name) is { Length: > 0 })
        {
            return new MovieLensDatabase(builder.AddConnectionString(Name), null);
        }

        var password = builder.AddParameter("postgres-password", state.Secret("postgres.password"), secret: true);
        var connection = ContainerRuntime.IsWanted(options.Postgres)
            ? builder.AddPostgresContainer(password, state)
            : builder.AddLocalPostgres(password, state);
        return new MovieLensDatabase(connection, null);
    }

    public static IResourceBuilder<ProjectResource> WithDatabase(this IResourceBuilder<ProjectResource> service, MovieLensDatabase database) =>
        database.Connection is { } connection
            ? service.WithReference(connection).WaitFor(connection)
            : service.WithEnvironment($"ConnectionStrings__{Name}", database.Published!);

    private static IResourceBuilder<IResourceWithConnectionString> AddPostgresContainer(this IDistributedApplicationBuilder builder, IResourceBuilder<ParameterResource> password, StateFolder state) =>
        builder.AddPostgres("postgres", password: password)
            .WithArgs(_replication)
            .WithDataBindMount(Directory.CreateDirectory(state.ContainerPostgres).FullName)
            .AddDatabase(Name);

    private static IResourceBuilder<IResourceWithConnectionString> AddLocalPostgres(this IDistributedApplicationBuilder builder, IResourceBuilder<ParameterResource> password, StateFolder state)
    {
        var port = state.Port("postgres.port").ToString(CultureInfo.InvariantCulture);
        var check = builder.AddPostgresHealthCheck($"Host=127.0.0.1;Port={port};Username=postgres;Password={state.Secret("postgres.password")};Database={Name}");
        var server = builder.AddProject<Projects.Lakehouse_LocalPostgres>("postgres", launchProfileName: null)
            .WithArgs("--data", state.LocalPostgres, "--port", port, "--database", Name)
            .WithEnvironment("LAKEHOUSE_POSTGRES_PASSWORD", password)
            .WithHealthCheck(check);

        return builder.AddConnectionString(Name, ReferenceExpression.Create($"Host=127.0.0.1;Port={port};Username=postgres;Password={password};Database={Name}"))
            .WaitFor(server);
    }
}
