using Amazon.Athena;
using Lakehouse.Pipelines;
using Lakehouse.QueryApi.Access;
using Lakehouse.QueryApi.Athena;
using Lakehouse.QueryApi.Catalog;
using Lakehouse.QueryApi.Files;
using Lakehouse.QueryApi.Flight;
using Lakehouse.QueryApi.Forwarding;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Mcp;
using Lakehouse.QueryApi.Rest;
using Lakehouse.QueryApi.Trino;
using Lakehouse.QueryApi.Workers;
using Lakehouse.QueryApi.Workers.Confinement;
using Lakehouse.ServiceDefaults;
using Lakehouse.Storage;

namespace Lakehouse.QueryApi;

/// <summary>Puts the service together.</summary>
internal static class QueryApiApp
{
    private const string DefaultUrl = "http://localhost:5080";

    /// <summary>Reads the configuration and builds the service; nothing listens yet.</summary>
    /// <exception cref="InvalidOperationException">The configuration lacks something, or a value is wrong.</exception>
    /// <exception cref="PipelineException">The pipeline cannot be loaded.</exception>
    public static WebApplication Build(string[] args)
    {
        // The settings beside the program count, not those of the folder it was started in.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        // A start that fails is told once, by Program, in a line without stack trace.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        var address = ListenAddresses.Configured(builder.Configuration) is { Count: > 0 } addresses ? string.Join(';', addresses) : DefaultUrl;
        builder.AddServiceDefaults();
        var options = QueryOptions.FromConfiguration(builder.Configuration);
        var lake = Lake.FromConfiguration(builder.Configuration);
        var folder = builder.Configuration["Pipeline:Folder"] is { Length: > 0 } configured
            ? configured
            : throw new InvalidOperationException("No pipeline is configured. Set Pipeline:Folder (environment variable Pipeline__Folder) to the folder that holds pipeline.yaml.");
        var pipeline = PipelineLoader.Load(folder);
        var files = new FileCache(options.CacheFolder, options.CacheBytes);
        var catalog = LakeCatalog.Of(pipeline, lake, files);
        builder.Services.AddSingleton(pipeline);
        builder.Services.AddReference();
        builder.Services.AddLakeTools();
        AddAccess(builder);
        AddFlight(builder, address);
        AddAthena(builder, lake);
        AddForwarding(builder, catalog);
        AddQueries(builder.Services, catalog, files, options, [lake.Raw, lake.Staged, lake.Curated, lake.Quality]);

        var app = builder.Build();
        app.UseMiddleware<FaultGate>();
        app.UseBasicCredentials();
        app.UseMiddleware<AccessGate>();
        app.MapDefaultEndpoints();
        app.MapCuratedHealth();
        app.MapHome();
        app.MapQuery();
        app.MapTableResources();
        app.MapCatalog();
        app.MapReference();
        app.MapMcp("/mcp");
        app.MapAthena();
        app.MapFlightEndpoint();
        app.Services.GetRequiredService<FlightListener>().Announce(app);
        app.Lifetime.ApplicationStarted.Register(() => app.Logger.LogInformation("{Confinement}", WorkerConfinement.Description));
        return app;
    }

    private static void AddFlight(WebApplicationBuilder builder, string address)
    {
        var listener = new FlightListener();
        listener.Listen(builder, address, FlightOptions.FromConfiguration(builder.Configuration, address == DefaultUrl));
        builder.Services.AddSingleton(listener);
        builder.Services.AddSingleton<PreparedQueries>();
        builder.Services.AddSingleton<FlightStatements>();
        builder.Services.AddSingleton<FlightCatalog>();
        builder.Services.AddGrpc(grpc =>
        {
            // Paths of two parts are not gRPC calls of unknown services here: other methods on them are answered with 405.
            grpc.IgnoreUnknownServices = true;
            grpc.Interceptors.Add<FlightErrors>();
            grpc.Interceptors.Add<SchemaGate>();
        }).AddFlightServer<FlightSqlService>();
    }

    private static void AddAccess(WebApplicationBuilder builder)
    {
        var access = AccessOptions.FromConfiguration(builder.Configuration);
        access.RefuseOpenDoors(ListenAddresses.Configured(builder.Configuration));
        builder.Services.AddSingleton(access);
        if (access.Jwt is { } jwt)
        {
            builder.Services.AddAuthentication().AddJwtBearer(jwt.Configure);
        }

        builder.Services.AddSingleton<TablePolicy>();
        builder.Services.AddSingleton(TimeProvider.System);
    }

    private static void AddAthena(WebApplicationBuilder builder, Lake lake)
    {
        var root = builder.Configuration["Lake:Root"] is { Length: > 0 } text ? ObjectStores.ParseLocation(text) : lake.Quality;
        builder.Services.AddSingleton(AthenaOptions.FromConfiguration(builder.Configuration, ObjectStores.Open(root).At("athena").Root, [lake.Raw, lake.Staged, lake.Curated, lake.Quality]));
        builder.Services.AddSingleton<AthenaTranslator>();
        builder.Services.AddSingleton<AthenaStore>();
        builder.Services.AddSingleton<ExecutionHistory>();
        builder.Services.AddSingleton<ExecutionRunner>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ExecutionRunner>());
        builder.Services.AddSingleton<ExecutionActions>();
        builder.Services.AddSingleton<SavedActions>();
        builder.Services.AddSingleton<CatalogActions>();
        builder.Services.AddSingleton<AthenaActions>();
    }

    private static void AddForwarding(WebApplicationBuilder builder, LakeCatalog catalog)
    {
        if (ForwardingOptions.FromConfiguration(builder.Configuration, catalog.Databases[0]) is not { } forwarding)
        {
            return;
        }

        AccessOptions.FromConfiguration(builder.Configuration).RefuseWhatAthenaCannotKeep();
        builder.Services.AddSingleton(forwarding);
        builder.Services.AddSingleton<AthenaGateway>();
        builder.Services.AddSingleton<IAmazonAthena>(services => services.GetRequiredService<AthenaGateway>());
        builder.Services.AddSingleton<ForwardedQueries>();
    }

    private static void AddQueries(IServiceCollection services, LakeCatalog catalog, FileCache files, QueryOptions options, IEnumerable<Uri> zones)
    {
        string[] readable = [.. zones.Where(zone => zone.IsFile).Select(zone => zone.LocalPath.TrimEnd('/') + "/"), files.Folder + "/"];
        services.AddSingleton(options);
        services.AddSingleton(catalog);
        services.AddSingleton(_ => files);
        services.AddSingleton(_ => new WorkGroups(options, readable, catalog.Databases));
        services.AddSingleton<TableResolver>();
        services.AddSingleton<QueryTelemetry>();
        services.AddSingleton<QueryService>();
    }
}
