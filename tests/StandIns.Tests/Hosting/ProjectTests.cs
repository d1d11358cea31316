using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace StandIns.Tests.Hosting;

public sealed partial class ProjectTests
{
    [Fact]
    public async Task Project_listens_where_it_is_told_in_its_own_folder_and_the_hosts_environment()
    {
        using var store = new TemporaryFolder();
        using var host = SampleHost.Start(store, ("DOTNET_ENVIRONMENT", "Development"), ("ASPNETCORE_URLS", "http://localhost:1"));
        await host.WaitForChildrenAsync();
        var url = Running().Match(host.Output).Groups[1].Value;
        using var http = new HttpClient();

        var environment = (await http.GetFromJsonAsync<Dictionary<string, string>>(new Uri($"{url}/environment"), TestContext.Current.CancellationToken))!;

        Assert.Equal(url, environment["ASPNETCORE_URLS"]);
        Assert.Equal("Development", environment["DOTNET_ENVIRONMENT"]);
        Assert.Equal("Development", environment["ASPNETCORE_ENVIRONMENT"]);
        Assert.Contains($"Content root path: {Path.GetFullPath(Path.Combine(Folder(), "../../StandIns.SampleService"))}", host.Output, StringComparison.Ordinal);
        Assert.Contains($"watch {url}", host.Output, StringComparison.Ordinal);
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex(@"service  \[Running\] (http://localhost:\d+)")]
    private static partial Regex Running();
}
