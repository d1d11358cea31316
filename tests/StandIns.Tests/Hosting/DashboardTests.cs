using System.Net;
using System.Text.RegularExpressions;

namespace StandIns.Tests.Hosting;

/// <summary>The real dashboard, where it is installed.</summary>
public sealed partial class DashboardTests
{
    [Fact]
    public async Task Telemetry_of_a_project_arrives_in_the_dashboard_and_its_url_opens_it()
    {
        Assert.SkipUnless(IsInstalled, "Aspire's CLI is not installed: `npm install` in the repository brings it.");
        using var store = new TemporaryFolder();
        using var host = SampleHost.Start(
            store,
            dashboard: true,
            ("DOTNET_ENVIRONMENT", "Development"),
            ("DASHBOARD__API__ENABLED", "true"),
            ("DASHBOARD__API__AUTHMODE", "ApiKey"),
            ("DASHBOARD__API__PRIMARYAPIKEY", "api-key"));
        await host.WaitForAsync("and its child");
        var login = Login().Match(host.Output);
        Assert.True(login.Success, host.Output);
        using var http = new HttpClient { DefaultRequestHeaders = { { "x-api-key", "api-key" } } };

        // The first start unpacks the dashboard, which may take half a minute.
        var telemetry = string.Empty;
        await Processes.WaitAsync(async () => (telemetry = await GetAsync(http, $"{login.Groups[1].Value}/api/telemetry/resources")).Contains("service", StringComparison.Ordinal), "the service in the dashboard");
        Assert.Contains("\"service\"", telemetry, StringComparison.Ordinal);
        using var page = await http.GetAsync(new Uri(login.Value), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);

        var dashboard = Processes.DescendantsOf(host.Id);
        Processes.Signal(host.Id, Processes.Interrupt);
        Assert.Equal(0, await host.WaitForExitAsync());
        await Processes.WaitForEndAsync(dashboard);
    }

    private static bool IsInstalled
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                if (Directory.Exists(Path.Combine(folder.FullName, "node_modules", "@microsoft", "aspire-cli-linux-x64")))
                {
                    return true;
                }
            }

            return Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "aspire")));
        }
    }

    private static async Task<string> GetAsync(HttpClient http, string url)
    {
        try
        {
            return await http.GetStringAsync(new Uri(url), TestContext.Current.CancellationToken);
        }
        catch (HttpRequestException)
        {
            return string.Empty; // it is starting
        }
    }

    [GeneratedRegex(@"(http://localhost:\d+)/login\?t=[0-9a-f]{32}")]
    private static partial Regex Login();
}
