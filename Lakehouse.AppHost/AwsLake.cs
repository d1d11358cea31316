using Aspire.Hosting.AWS;

namespace Lakehouse.AppHost;

/// <summary>A lake in S3 for development: the stack of <c>cloudformation/development.yaml</c>, made or updated at the start.</summary>
internal static class AwsLake
{
    /// <summary>Each is a key of <c>Lake:…</c> and an output of the stack.</summary>
    public static IReadOnlyList<string> Zones { get; } = ["Raw", "Staged", "Curated", "Quality"];

    public static LakeLocation AddAwsLake(this IDistributedApplicationBuilder builder, LakehouseOptions options)
    {
        var aws = Sdk(builder, options);
        var template = Path.Combine(LakehouseOptions.Repository, "cloudformation", "development.yaml");
        var stack = builder.AddAWSCloudFormationTemplate("lake", template, stackName: $"{options.Prefix}-development")
            .WithParameter("Prefix", options.Prefix)
            .WithReference(aws);

        return new LakeLocation(service =>
        {
            service.WithReference(aws).WaitFor(stack);
            foreach (var zone in Zones)
            {
                service.WithEnvironment($"Lake__{zone}", stack.GetOutput(zone));
            }
        });
    }

    private static IAWSSDKConfig Sdk(IDistributedApplicationBuilder builder, LakehouseOptions options)
    {
        var config = builder.AddAWSSDKConfig();
        if (options.AwsProfile is { } profile)
        {
            config = config.WithProfile(profile);
        }

        return options.AwsRegion is { } region ? config.WithRegion(region) : config;
    }
}
