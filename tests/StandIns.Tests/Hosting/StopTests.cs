using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace StandIns.Tests.Hosting;

public sealed class StopTests
{
    [Fact]
    public async Task Dependants_end_before_what_they_depend_on()
    {
        await using var application = new Application();
        var server = application.AddShell("server", Trapping("server"));
        var middle = application.AddShell("middle", Trapping("middle")).WaitFor(server);
        var client = application.AddShell("client", Trapping("client")).WaitFor(middle);
        await application.StartAsync();
        await application.WaitAsync(client, KnownResourceStates.Running);
        // A program that runs need not have come to its trap yet.
        foreach (var name in new[] { "server", "middle", "client" })
        {
            await WaitForFileAsync(application.File($"{name}.started"));
        }


        await application.StopAsync();

        Assert.Equal(["client", "middle", "server"], await File.ReadAllLinesAsync(application.File("ended"), TestContext.Current.CancellationToken));
        Assert.Equal(KnownResourceStates.Exited, application.StateOf(server));
    }

    [Fact]
    public async Task Program_that_does_not_want_to_end_is_killed_with_all_that_it_started()
    {
        await using var application = new Application("--AppHost:StopSeconds=1");
        var stubborn = application.AddShell("stubborn", "trap '' TERM; sleep 1000 & echo $! > child; touch started; while :; do sleep 1; done");
        await application.StartAsync();
        await WaitForFileAsync(application.File("started"));
        var child = int.Parse(await File.ReadAllTextAsync(application.File("child"), TestContext.Current.CancellationToken));

        await application.StopAsync();

        Assert.Equal(137, (await application.WaitAsync(stubborn, KnownResourceStates.Exited)).ExitCode); // 128 + SIGKILL
        await Processes.WaitForEndAsync(child); // it ends a moment after it is killed
    }

    [Fact]
    public async Task What_a_program_leaves_behind_ends_with_it()
    {
        await using var application = new Application();
        var parent = application.AddShell("parent", "sleep 1000 & echo $! > child");
        await application.StartAsync();

        await application.WaitAsync(parent, KnownResourceStates.Finished);

        var child = int.Parse(await File.ReadAllTextAsync(application.File("child"), TestContext.Current.CancellationToken));
        await Processes.WaitForEndAsync(child);
    }

    [Fact]
    public async Task Resource_that_waits_does_not_hinder_the_stop()
    {
        await using var application = new Application();
        var server = application.AddShell("server", "sleep 1000");
        var client = application.AddShell("client", "touch client.started").WaitForCompletion(server);
        await application.StartAsync();
        await application.WaitAsync(client, KnownResourceStates.Waiting);

        await application.StopAsync().WaitAsync(Processes.Patience, TestContext.Current.CancellationToken);

        Assert.False(File.Exists(application.File("client.started")));
    }

    private static string Trapping(string name) => $"trap 'echo {name} >> ended; exit 0' TERM; touch {name}.started; while :; do sleep 0.05; done";

    private static async Task WaitForFileAsync(string file) => await Processes.WaitAsync(() => File.Exists(file), $"{file} to appear");
}
