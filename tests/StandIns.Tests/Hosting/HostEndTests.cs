using System.Diagnostics;

namespace StandIns.Tests.Hosting;

/// <summary>However the host ends, nothing of it goes on running.</summary>
public sealed class HostEndTests
{
    [Theory]
    [InlineData(Processes.Interrupt)]
    [InlineData(Processes.Terminate)]
    public async Task Signal_stops_everything_in_order(int signal)
    {
        using var store = new TemporaryFolder();
        using var host = SampleHost.Start(store);
        var children = await host.WaitForChildrenAsync();
        Assert.True(children.Count >= 3, host.Output); // the service, the watcher and its child; and the guardian

        Processes.Signal(host.Id, signal);

        Assert.Equal(0, await host.WaitForExitAsync());
        await Processes.WaitForEndAsync(children);
        Assert.Contains("service  [Exited] exit code 0", host.Output, StringComparison.Ordinal);
        Assert.True(host.Output.IndexOf("watcher  [Exited]", StringComparison.Ordinal) < host.Output.IndexOf("service  [Exited]", StringComparison.Ordinal), host.Output);
        Assert.Empty(Directory.GetFiles(store.Path, "*.json", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Two_signals_at_once_are_one()
    {
        using var store = new TemporaryFolder();
        using var host = SampleHost.Start(store);
        await host.WaitForChildrenAsync();

        Processes.Signal(host.Id, Processes.Interrupt);
        Processes.Signal(host.Id, Processes.Interrupt);

        Assert.Equal(0, await host.WaitForExitAsync());
        Assert.Contains("service  [Exited] exit code 0", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Second_interrupt_kills_what_does_not_want_to_end()
    {
        using var store = new TemporaryFolder();
        using var host = SampleHost.Start(store, ("STUBBORN", "1"));
        var children = await host.WaitForChildrenAsync();
        Processes.Signal(host.Id, Processes.Interrupt);
        await host.WaitForAsync("watcher  [Stopping]");

        await Task.Delay(600, TestContext.Current.CancellationToken); // sooner it would be the same interrupt
        Processes.Signal(host.Id, Processes.Interrupt);

        Assert.Equal(130, await host.WaitForExitAsync());
        await Processes.WaitForEndAsync(children);
        Assert.Empty(Directory.GetFiles(store.Path, "*.json", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Kill_of_the_host_ends_its_children()
    {
        using var store = new TemporaryFolder();
        using var host = SampleHost.Start(store);
        var children = await host.WaitForChildrenAsync();

        Processes.Signal(host.Id, Processes.Kill);

        await Processes.WaitForEndAsync(children);
        await Processes.WaitAsync(() => Directory.GetFiles(store.Path, "*.json", SearchOption.AllDirectories).Length == 0, "the record to be removed");
    }

    [Fact]
    public async Task Leftovers_of_a_killed_host_are_stopped_by_the_next_one()
    {
        using var store = new TemporaryFolder();
        using var killed = SampleHost.Start(store);
        var children = await killed.WaitForChildrenAsync();
        foreach (var guardian in children.Where(IsGuardian))
        {
            Processes.Signal(guardian, Processes.Kill);
        }

        Processes.Signal(killed.Id, Processes.Kill);
        await Processes.WaitForEndAsync(killed.Id);
        Assert.Contains(children, Processes.IsRunning);

        using var next = SampleHost.Start(store);
        await next.WaitForChildrenAsync();

        await Processes.WaitForEndAsync(children);
        Assert.Contains($"The application host {killed.Id} was killed and left processes behind; they were stopped:", next.Output, StringComparison.Ordinal);
        Processes.Signal(next.Id, Processes.Terminate);
        await next.WaitForExitAsync();
    }

    [Fact]
    public async Task Process_that_got_the_number_of_a_leftover_is_left_alone()
    {
        using var store = new TemporaryFolder();
        using var stranger = Process.Start("sleep", "1000");
        var folder = Directory.CreateDirectory(Path.Combine(store.Path, ".aspire", "run"));
        var record = $$$"""{"host":{"id":{{{stranger.Id}}},"started":"long ago"},"children":[{"resource":"service","process":{"id":{{{stranger.Id}}},"started":"long ago"}}]}""";
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "1.json"), record, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "2.json"), "{ torn", TestContext.Current.CancellationToken);

        using var host = SampleHost.Start(store);
        await host.WaitForChildrenAsync();

        Assert.True(Processes.IsRunning(stranger.Id));
        stranger.Kill();
        Processes.Signal(host.Id, Processes.Terminate);
        await host.WaitForExitAsync();
    }

    [Fact]
    public async Task Two_hosts_run_side_by_side()
    {
        using var store = new TemporaryFolder();
        using var one = SampleHost.Start(store);
        var children = await one.WaitForChildrenAsync();
        using var two = SampleHost.Start(store);
        await two.WaitForChildrenAsync();

        Assert.All(children, child => Assert.True(Processes.IsRunning(child)));
        Processes.Signal(one.Id, Processes.Interrupt);
        Processes.Signal(two.Id, Processes.Interrupt);
        Assert.Equal(0, await one.WaitForExitAsync());
        Assert.Equal(0, await two.WaitForExitAsync());
    }

    [Fact]
    public async Task Failed_work_is_told_with_its_last_lines_and_the_host_goes_on()
    {
        using var store = new TemporaryFolder();
        using var host = SampleHost.Start(store, ("FILL_EXIT_CODE", "3"));

        await host.WaitForAsync("'watcher' does not start, because it waits for 'service', and it failed to start.");

        Assert.Contains("fill     [Failed] exit code 3; its last lines were:\n    filling", host.Output, StringComparison.Ordinal);
        Assert.Contains("'service' does not start, because it waits for 'fill', and it ended with exit code 3 where 0 was expected.", host.Output, StringComparison.Ordinal);
        Assert.True(Processes.IsRunning(host.Id));
        Processes.Signal(host.Id, Processes.Interrupt);
        Assert.Equal(0, await host.WaitForExitAsync());
    }

    private static bool IsGuardian(int id) => Processes.IsRunning(id) && File.ReadAllText($"/proc/{id}/cmdline").Contains("\0guardian\0", StringComparison.Ordinal);
}
