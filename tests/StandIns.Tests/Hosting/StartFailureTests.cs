using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace StandIns.Tests.Hosting;

/// <summary>Whatever is wrong with one resource is said of it, and the others run.</summary>
public sealed class StartFailureTests
{
    [Fact]
    public async Task Program_that_is_not_installed() =>
        await AssertFailsAsync(builder => builder.AddExecutable("broken", "no-such-program-at-all", "."));

    [Fact]
    public async Task Working_directory_that_is_missing() =>
        await AssertFailsAsync(builder => builder.AddExecutable("broken", "sh", "no/such/folder"));

    [Fact]
    public async Task Parameter_without_a_value() =>
        await AssertFailsAsync(builder => builder.AddExecutable("broken", "sh", ".").WithEnvironment("P", builder.AddParameter("missing")));

    [Fact]
    public async Task Connection_string_without_a_value() =>
        await AssertFailsAsync(builder => builder.AddExecutable("broken", "sh", ".").WithReference(builder.AddConnectionString("missing")));

    [Fact]
    public async Task Port_that_another_program_listens_on()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        await AssertFailsAsync(builder => builder.AddExecutable("broken", "sh", ".", "-c", "sleep 1000").WithHttpEndpoint(port: port, env: "PORT"));
    }

    [Fact]
    public async Task Stack_on_aws() =>
        await AssertFailsAsync(builder => builder.AddAWSCloudFormationTemplate("broken", "template.yaml").WithParameter("Prefix", "p"));

    [Fact]
    public async Task Server_in_a_container_is_refused_before_anything_starts()
    {
        await using var application = new Application();
        application.Builder.AddPostgres("postgres").AddDatabase("movielens");

        var error = await Assert.ThrowsAsync<NotSupportedException>(application.StartAsync);

        Assert.Contains("the package Aspire.Hosting.PostgreSQL can", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publishing_is_refused()
    {
        await using var application = new Application("--operation", "publish", "--publisher", "manifest", "--output-path", "manifest.json");

        var error = await Assert.ThrowsAsync<NotSupportedException>(application.StartAsync);

        Assert.Contains("The package Aspire.Hosting does", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_resources_of_one_name()
    {
        var builder = DistributedApplication.CreateBuilder([]);
        builder.AddParameter("same", "1");

        Assert.Throws<DistributedApplicationException>(() => builder.AddParameter("SAME", "2"));
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("1st")]
    [InlineData("end-")]
    [InlineData("two--hyphens")]
    public void Name_that_cannot_be_a_host_name(string name) => Assert.Throws<ArgumentException>(() => new ProjectResource(name));

    private static async Task AssertFailsAsync(Func<IDistributedApplicationBuilder, IResourceBuilder<IResource>> add)
    {
        await using var application = new Application();
        var broken = add(application.Builder);
        var other = application.AddShell("other", "sleep 1000");
        await application.StartAsync();

        await application.WaitAsync(broken, KnownResourceStates.FailedToStart);
        await application.WaitAsync(other, KnownResourceStates.Running);
    }
}
