using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace StandIns.Tests.Hosting;

public sealed class WaitTests
{
    [Fact]
    public async Task Dependant_starts_only_after_the_work_it_waits_for()
    {
        await using var application = new Application();
        var fill = application.AddShell("fill", "while [ ! -e go ]; do sleep 0.05; done; echo filled > fill.txt");
        var reader = application.AddShell("reader", "cat fill.txt > read.txt").WaitForCompletion(fill);
        await application.StartAsync();

        await application.WaitAsync(reader, KnownResourceStates.Waiting);
        await application.WaitAsync(fill, KnownResourceStates.Running);
        await File.WriteAllTextAsync(application.File("go"), "", TestContext.Current.CancellationToken);

        Assert.Equal(0, (await application.WaitAsync(reader, KnownResourceStates.Finished)).ExitCode);
        Assert.Equal("filled\n", await File.ReadAllTextAsync(application.File("read.txt"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Dependant_of_failed_work_does_not_start_while_the_others_go_on()
    {
        await using var application = new Application();
        var fill = application.AddShell("fill", "echo no disk >&2; exit 3");
        var reader = application.AddShell("reader", "touch started").WaitForCompletion(fill);
        var after = application.AddShell("after", "touch started").WaitFor(reader);
        var other = application.AddShell("other", "sleep 1000");
        await application.StartAsync();

        await application.WaitAsync(reader, KnownResourceStates.FailedToStart);
        await application.WaitAsync(after, KnownResourceStates.FailedToStart);

        Assert.Equal(3, (await application.WaitAsync(fill, KnownResourceStates.Finished)).ExitCode);
        await application.WaitAsync(other, KnownResourceStates.Running);
        Assert.False(File.Exists(application.File("started")));
    }

    [Fact]
    public async Task Another_exit_code_can_be_the_expected_one()
    {
        await using var application = new Application();
        var fill = application.AddShell("fill", "exit 3");
        var reader = application.AddShell("reader", "exit 0").WaitForCompletion(fill, exitCode: 3);
        await application.StartAsync();

        await application.WaitAsync(reader, KnownResourceStates.Finished);
    }

    [Fact]
    public async Task Dependant_starts_once_the_health_check_passes()
    {
        await using var application = new Application();
        var healthy = false;
        application.Builder.Services.AddHealthChecks().AddCheck("answers", () => Volatile.Read(ref healthy) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());
        var server = application.AddShell("server", "sleep 1000").WithHealthCheck("answers");
        var ready = 0;
        application.Builder.Eventing.Subscribe<ResourceReadyEvent>(server.Resource, (_, _) => Task.FromResult(Interlocked.Increment(ref ready)));
        var early = application.AddShell("early", "sleep 1000").WaitForStart(server);
        var client = application.AddShell("client", "sleep 1000").WaitFor(server);
        await application.StartAsync();

        await application.WaitAsync(client, KnownResourceStates.Waiting);
        await application.WaitAsync(early, KnownResourceStates.Running);
        Assert.Equal(KnownResourceStates.Waiting, application.StateOf(client));
        Volatile.Write(ref healthy, true);

        await application.WaitAsync(client, KnownResourceStates.Running);
        Assert.Equal(1, ready);
    }

    [Fact]
    public async Task Dependant_of_a_server_that_ends_before_it_is_healthy_does_not_start()
    {
        await using var application = new Application();
        application.Builder.Services.AddHealthChecks().AddCheck("never", () => HealthCheckResult.Unhealthy());
        var server = application.AddShell("server", "sleep 0.3").WithHealthCheck("never");
        var client = application.AddShell("client", "sleep 1000").WaitFor(server);
        await application.StartAsync();

        await application.WaitAsync(client, KnownResourceStates.FailedToStart);
    }

    [Fact]
    public async Task Connection_string_is_there_once_its_server_is_healthy()
    {
        await using var application = new Application();
        var server = application.AddShell("server", "sleep 1000");
        var database = application.Builder.AddConnectionString("database", ReferenceExpression.Create($"Host=h")).WaitFor(server);
        var client = application.AddShell("client", "sleep 1000").WaitFor(database);
        await application.StartAsync();

        await application.WaitAsync(client, KnownResourceStates.Running);
        Assert.Equal(KnownResourceStates.Running, application.StateOf(database));
    }

    [Fact]
    public async Task Resources_that_wait_for_each_other_are_an_error_that_shows_the_circle()
    {
        await using var application = new Application();
        var a = application.AddShell("a", "true");
        var b = application.AddShell("b", "true").WaitFor(a);
        a.WaitFor(b);

        var error = await Assert.ThrowsAsync<DistributedApplicationException>(application.StartAsync);

        Assert.Contains("a → b → a", error.Message, StringComparison.Ordinal);
    }
}
