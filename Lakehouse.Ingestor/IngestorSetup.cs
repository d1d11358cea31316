using Lakehouse.Ingestor.Control;
using Lakehouse.Ingestor.Guarding;
using Lakehouse.Ingestor.Source;
using Lakehouse.Ingestor.Status;
using Lakehouse.Pipelines;
using Lakehouse.Storage;
using Npgsql;

namespace Lakehouse.Ingestor;

/// <summary>Puts the Ingestor together from its configuration.</summary>
internal static class IngestorSetup
{
    private const string LogCategory = "Lakehouse.Ingestor";

    public static void AddIngestor(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var source = WithPipeline(configuration.GetSection(SourceOptions.Section).Get<SourceOptions>() ?? new SourceOptions(), configuration["Pipeline:Folder"]);
        builder.AddNpgsqlDataSource(source.ConnectionName, settings =>
        {
            settings.ConnectionString = SourceAddress.TuneOrLeave(settings.ConnectionString);
            settings.DisableHealthChecks = true; // SourceState knows more, and asks the database nothing
        });

        var services = builder.Services;
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, StatusJson.Default));
        services.AddSingleton(source);
        services.AddSingleton(_ => (configuration.GetSection(LoadOptions.Section).Get<LoadOptions>() ?? new LoadOptions()).Validated());
        services.AddSingleton<IngestorMetrics>();
        services.AddSingleton<ProgressBoard>();
        services.AddSingleton<SourceState>();
        services.AddSingleton<SlotStatus>();
        services.AddSingleton(_ => SourceAddress.FromConfiguration(configuration, source.ConnectionName));
        services.AddSingleton(provider =>
        {
            var address = provider.GetRequiredService<SourceAddress>(); // first: it says best what is wrong with a connection string
            return new SourceServer(provider.GetRequiredService<NpgsqlDataSource>(), address);
        });
        services.AddSingleton(provider => new ReplicationTarget(
            ObjectStores.Open(Lake.FromConfiguration(configuration).Raw).At(RawNames.Segment(source.Name)),
            new TableSelection(source.Schemas, source.Include, source.Exclude),
            provider.GetRequiredService<LoadOptions>()));
        services.AddSingleton(provider => new ReloadRequests(provider.GetRequiredService<ReplicationTarget>().Store));
        services.AddSingleton(provider => new ReplicationPass(
            provider.GetRequiredService<SourceServer>(),
            provider.GetRequiredService<ReplicationTarget>(),
            source,
            provider.GetRequiredService<ProgressBoard>(),
            provider.GetRequiredService<SourceState>(),
            provider.GetRequiredService<SlotStatus>(),
            provider.GetRequiredService<ReloadRequests>(),
            provider.GetRequiredService<ILoggerFactory>().CreateLogger(LogCategory)));
        services.AddHealthChecks().AddCheck<SourceState>("source");
        services.AddHostedService<IngestorService>();
    }

    /// <summary>What the configuration leaves open, the pipeline's definition says; without one, the connection's name and schema public.</summary>
    private static SourceOptions WithPipeline(SourceOptions source, string? folder)
    {
        var pipeline = string.IsNullOrWhiteSpace(folder) || (source.Name.Length > 0 && source.Schemas.Count > 0) ? null : PipelineLoader.Load(folder);
        return source with
        {
            Name = source.Name.Length > 0 ? source.Name : pipeline?.Name ?? source.ConnectionName,
            Schemas = source.Schemas.Count > 0 ? source.Schemas : [pipeline?.Source.Schema ?? "public"],
        };
    }
}
