using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Building;

/// <summary>What the application host is asked to do: <c>--operation publish --publisher manifest --output-path FILE</c>.</summary>
internal static class CommandLine
{
    public static DistributedApplicationOperation Operation(IConfiguration configuration)
    {
        var publishes = string.Equals(configuration["operation"] ?? configuration["AppHost:Operation"], "publish", StringComparison.OrdinalIgnoreCase)
            || configuration["publisher"] is not null;
        return publishes ? DistributedApplicationOperation.Publish : DistributedApplicationOperation.Run;
    }
}
