using Lakehouse.QueryApi.Access;
using Microsoft.Extensions.Configuration;

namespace Lakehouse.QueryApi.Tests;

/// <summary>Without principals the service is for this machine alone.</summary>
public class OpenDoorTests
{
    [Theory]
    [InlineData("http://localhost:5080", true)]
    [InlineData("http://127.0.0.1:0", true)]
    [InlineData("http://127.9.9.9:80", true)]
    [InlineData("https://[::1]:5080", true)]
    [InlineData("http://unix:/run/lakehouse.sock", true)]
    [InlineData("http://0.0.0.0:5080", false)]
    [InlineData("http://[::]:5080", false)]
    [InlineData("http://*:5080", false)]
    [InlineData("http://+:5080", false)]
    [InlineData("http://10.0.0.7:5080", false)]
    [InlineData("http://localhost.example.org", false)]
    public void An_address_is_this_machines_own_or_not(string address, bool isLoopback) => Assert.Equal(isLoopback, ListenAddresses.IsLoopback(address));

    [Theory]
    [InlineData("urls=http://localhost:1;http://0.0.0.0:2")]
    [InlineData("http_ports=8080")]
    [InlineData("https_ports=8443")]
    [InlineData("Kestrel:Endpoints:open:Url=http://0.0.0.0:5080", "urls=http://localhost:1")]
    public void Open_doors_are_refused(params string[] settings)
    {
        var configuration = Configuration(settings);
        var error = Assert.Throws<InvalidOperationException>(() => AccessOptions.FromConfiguration(configuration).RefuseOpenDoors(ListenAddresses.Configured(configuration)));
        Assert.Contains("could read every table", error.Message, StringComparison.Ordinal);

        foreach (var key in new[] { "Access:Principals:ann:ApiKey=ann-key-0123456789", "Access:Anonymous=true" })
        {
            AccessOptions.FromConfiguration(Configuration([.. settings, key])).RefuseOpenDoors(ListenAddresses.Configured(configuration));
        }
    }

    [Fact]
    public async Task The_service_does_not_start_open()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => RunningApi.StartAsync("--urls=http://0.0.0.0:0"));
        Assert.Contains("http://0.0.0.0:0", error.Message, StringComparison.Ordinal);
    }

    private static IConfiguration Configuration(string[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => setting.Split('=', 2)).Select(pair => KeyValuePair.Create<string, string?>(pair[0], pair[1])))
        .Build();
}
