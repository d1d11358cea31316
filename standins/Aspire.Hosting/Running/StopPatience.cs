using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Running;

/// <summary>How long a process has to end in good order before it is killed; a database writes a checkpoint then.</summary>
/// <param name="Total">From the first request to the kill.</param>
internal sealed record StopPatience(TimeSpan Total)
{
    /// <summary>After this long everything that the process started is asked too: a shell may be waiting for its child.</summary>
    public TimeSpan LeaderOnly => Total / 6;

    public static StopPatience From(IConfiguration configuration) => new(TimeSpan.FromSeconds(configuration.GetValue("AppHost:StopSeconds", 30)));
}
