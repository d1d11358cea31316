using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace StandIns.Tests.Hosting;

/// <summary>An application in this process, in a folder of its own; everything that it starts is gone at the end of the test.</summary>
internal sealed class Application : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private DistributedApplication? _running;

    public Application(params string[] args) =>
        Builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = args, ProjectDirectory = _folder.Path, DisableDashboard = true });

    public IDistributedApplicationBuilder Builder { get; }

    public ResourceNotificationService Notifications => _running!.ResourceNotifications;

    private static CancellationToken Deadline => TestContext.Current.CancellationToken;

    public string File(string name) => _folder[name];

    public IResourceBuilder<ExecutableResource> AddShell(string name, string script) => Builder.AddExecutable(name, "sh", ".", "-c", script);

    public async Task StartAsync()
    {
        _running = Builder.Build();
        await _running.StartAsync(Deadline);
    }

    public async Task StopAsync() => await _running!.StopAsync(Deadline);

    public async Task<CustomResourceSnapshot> WaitAsync(IResourceBuilder<IResource> resource, string state) =>
        (await Notifications.WaitForResourceAsync(resource.Resource.Name, e => e.Snapshot.State?.Text == state, Deadline).WaitAsync(Processes.Patience, Deadline)).Snapshot;

    /// <summary>What a resource is in now.</summary>
    public string? StateOf(IResourceBuilder<IResource> resource) =>
        Notifications.TryGetCurrentState(resource.Resource.Name, out var current) ? current!.Snapshot.State?.Text : null;

    /// <summary>The environment of a program about which <paramref name="say"/> has said things. (A shell would drop names with a hyphen.)</summary>
    public async Task<IReadOnlyDictionary<string, string>> EnvironmentOfAsync(Func<IResourceBuilder<ExecutableResource>, IResourceBuilder<ExecutableResource>> say)
    {
        var resource = say(Builder.AddExecutable("program", "cp", ".", "/proc/self/environ", "environment"));
        await StartAsync();
        await WaitAsync(resource, KnownResourceStates.Finished);
        return (await System.IO.File.ReadAllTextAsync(File("environment"), Deadline))
            .Split('\0')
            .Select(line => line.Split('=', 2))
            .Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[0], parts => parts[1]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_running is not null)
        {
            await _running.StopAsync(CancellationToken.None);
            await _running.DisposeAsync();
        }

        _folder.Dispose();
    }
}
