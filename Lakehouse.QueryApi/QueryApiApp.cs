using Lakehouse.Pipelines;
using Lakehouse.QueryApi.Access;
using Lakehouse.QueryApi.Athena;
using Lakehouse.QueryApi.Catalog;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Flight;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Trino;
using Lakehouse.QueryApi.Workers;
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
        var address = builder.Configuration["urls"] is { Length: > 0 } configuredAddress ? configuredAddress : DefaultUrl;
        builder.AddServiceDefaults();
        var options = QueryOptions.FromConfiguration(builder.Configuration);
        var lake = Lake.FromConfiguration(builder.Configuration);
        var folder = builder.Configuration["Pipeline:Folder"] is { Length: > 0 } configured
            ? configured
            : throw new InvalidOperationException("No pipeline is configured. Set Pipeline:Folder (environment variable Pipeline__Folder) to the folder that holds pipeline.yaml.");
        var catalog = LakeCatalog.Of(PipelineLoader.Load(folder), lake);
        AddFlight(builder, address);
        AddAthena(builder, lake);
        AddQueries(builder.Services, catalog, options, [lake.Raw, lake.Staged, lake.Curated]);

        var app = builder.Build();
        app.UseBasicCredentials();
        app.UseMiddleware<AccessGate>();
        app.MapDefaultEndpoints();
        app.MapHome();
        app.MapQuery();
        app.MapCatalog();
        app.MapAthena();
        app.MapFlightEndpoint();
        app.Services.GetRequiredService<FlightListener>().Announce(app);
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
        builder.Services.AddGrpc(grpc => grpc.Interceptors.Add<FlightErrors>()).AddFlightServer<FlightSqlService>();
    }

    private static void AddAthena(WebApplicationBuilder builder, Lake lake)
    {
        var root = builder.Configuration["Lake:Root"] is { Length: > 0 } text ? ObjectStores.ParseLocation(text) : lake.Quality;
        builder.Services.AddSingleton(AthenaOptions.FromConfiguration(builder.Configuration, ObjectStores.Open(root).At("athena").Root));
        builder.Services.AddSingleton(AccessOptions.FromConfiguration(builder.Configuration));
        builder.Services.AddSingleton<TablePolicy>();
        builder.Services.AddSingleton(TimeProvider.System);
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

    private static void AddQueries(IServiceCollection services, LakeCatalog catalog, QueryOptions options, IEnumerable<Uri> zones)
    {
        var temp = TempFolders.Open(options.TempFolder);
        var readable = zones.Where(zone => zone.IsFile).Select(zone => zone.LocalPath.TrimEnd('/') + "/").ToArray();
        services.AddSingleton(options);
        services.AddSingleton(catalog);
        services.AddSingleton(_ => new WorkerPool(options.Concurrency, options.QueueLength, options.QueueTimeout, temp, number => new EngineSettings(
            options.MemoryBytes / options.Concurrency,
            options.Threads,
            Path.Combine(temp, $"{number}"),
            TempBytes: 16L << 30,
            readable,
            catalog.Databases)));
        services.AddSingleton<QueryTelemetry>();
        services.AddSingleton<QueryService>();
    }
}
