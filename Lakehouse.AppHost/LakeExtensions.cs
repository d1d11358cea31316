namespace Lakehouse.AppHost;

/// <summary>Puts the lake into the model: a folder, or buckets.</summary>
internal static class LakeExtensions
{
    /// <summary>Where Containers.targets puts the pipeline into the images.</summary>
    private const string ImagePipelineFolder = "/app/pipeline";

    public static LakeLocation AddLake(this IDistributedApplicationBuilder builder, LakehouseOptions options, StateFolder state)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            return builder.AddPublishedLake();
        }

        return options.Lake == LakePlace.Aws
            ? builder.AddAwsLake(options)
            : new LakeLocation(service => service.WithEnvironment("Lake__Root", options.LakeRoot?.OriginalString ?? state.Lake));
    }

    public static IResourceBuilder<ProjectResource> WithLake(this IResourceBuilder<ProjectResource> service, LakeLocation lake)
    {
        lake.Wire(service);
        return service.WithEnvironment(
            "Pipeline__Folder",
            service.ApplicationBuilder.ExecutionContext.IsPublishMode ? ImagePipelineFolder : Path.Combine(LakehouseOptions.Repository, "samples", "MovieLens"));
    }

    /// <summary>Publish mode: the parameter that says where a zone is.</summary>
    /// <param name="zone">One of <see cref="AwsLake.Zones"/>.</param>
    public static string ZoneParameter(string zone) => $"lake-{zone.ToLowerInvariant()}";

    /// <summary>The deployment says where its buckets are.</summary>
    private static LakeLocation AddPublishedLake(this IDistributedApplicationBuilder builder)
    {
        var zones = AwsLake.Zones.Select(zone => (Zone: zone, Uri: builder.AddParameter(ZoneParameter(zone)))).ToArray();
        return new LakeLocation(service =>
        {
            foreach (var (zone, uri) in zones)
            {
                service.WithEnvironment($"Lake__{zone}", uri);
            }
        });
    }
}
