using System.Security.Cryptography;
using Aspire.Hosting.Running;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Dashboard;

/// <summary>Where the dashboard is, and what opens it.</summary>
/// <param name="Program">Aspire's command-line program.</param>
/// <param name="FrontendUrl">The page.</param>
/// <param name="OtlpGrpcUrl">Where telemetry goes, over gRPC.</param>
/// <param name="OtlpHttpUrl">Where telemetry goes, over HTTP.</param>
/// <param name="BrowserToken">Opens the page.</param>
/// <param name="OtlpApiKey">Lets telemetry in.</param>
internal sealed record DashboardSettings(string Program, string FrontendUrl, string OtlpGrpcUrl, string OtlpHttpUrl, string BrowserToken, string OtlpApiKey)
{
    /// <summary>What to do where there is none.</summary>
    public static string Hint { get; } = $"There is no dashboard, because Aspire's CLI is not installed. `npm install` in the repository brings it (package {AspireCli.NpmPackage}).";

    /// <summary>
    /// Finds the program and settles addresses and keys: those that the configuration has, as the real host does, else free ports and
    /// random keys, which it then puts there for the application host to see. Null where the program is not installed.
    /// </summary>
    public static DashboardSettings? Find(IConfiguration configuration, string appHostDirectory, ReservedPorts freePorts)
    {
        if (AspireCli.Find(appHostDirectory) is not { } program)
        {
            return null;
        }

        return new(
            program,
            Get("ASPNETCORE_URLS", FreeUrl).Split(';')[0],
            Get("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", FreeUrl),
            Get("ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL", FreeUrl),
            Get("AppHost:BrowserToken", RandomKey),
            Get("AppHost:OtlpApiKey", RandomKey));

        string FreeUrl() => $"http://localhost:{freePorts.Take()}";
        string Get(string key, Func<string> make) => configuration[key] is { Length: > 0 } value ? value : configuration[key] = make();
    }

    private static string RandomKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
