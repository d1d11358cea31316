using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace StandIns.Tests.Hosting;

public sealed class EndpointTests
{
    [Fact]
    public async Task Program_finds_its_port_in_the_variable()
    {
        await using var application = new Application();
        EndpointReference? endpoint = null;

        var environment = await application.EnvironmentOfAsync(shell =>
        {
            endpoint = shell.WithHttpEndpoint(env: "PORT").GetEndpoint("http");
            return shell;
        });

        Assert.Equal($"{endpoint!.Port}", environment["PORT"]);
    }

    [Fact]
    public async Task Free_ports_differ_and_fixed_ones_are_kept()
    {
        await using var application = new Application();
        var one = application.AddShell("one", "sleep 1000").WithHttpEndpoint(env: "PORT").WithEndpoint(scheme: "tcp", targetPort: 7);
        var two = application.AddShell("two", "sleep 1000").WithHttpEndpoint(env: "PORT");
        await application.StartAsync();

        Assert.NotEqual(one.GetEndpoint("http").Port, two.GetEndpoint("http").Port);
        Assert.Equal(7, one.GetEndpoint("tcp").Port);
    }

    [Fact]
    public async Task Url_is_shown_as_the_model_wants_it()
    {
        await using var application = new Application();
        var shell = application.AddShell("shell", "sleep 1000").WithHttpEndpoint(env: "PORT")
            .WithUrlForEndpoint("http", url => (url.DisplayText, url.Url) = ("SQL", "/v1"));
        await application.StartAsync();

        var snapshot = await application.WaitAsync(shell, KnownResourceStates.Running);

        Assert.Equal(new UrlSnapshot("SQL", $"{shell.GetEndpoint("http").Url}/v1", IsInternal: false), Assert.Single(snapshot.Urls));
    }

    [Fact]
    public void Port_is_unknown_before_the_start()
    {
        var shell = DistributedApplication.CreateBuilder([]).AddExecutable("shell", "sh", ".").WithHttpEndpoint();

        Assert.False(shell.GetEndpoint("http").IsAllocated);
        Assert.Throws<InvalidOperationException>(() => shell.GetEndpoint("http").Url);
    }
}
