using System.Diagnostics;
using System.Runtime.InteropServices;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

/// <summary>Starts every resource, and stops those first that no other one depends on.</summary>
internal sealed class Orchestrator(
    DistributedApplicationModel model,
    DistributedApplicationExecutionContext executionContext,
    DependencyWaiter waiter,
    ResourceLauncher launcher,
    ResourceNotificationService notifications,
    ChildProcesses children,
    ReservedPorts freePorts,
    IDistributedApplicationEventing eventing,
    IHostApplicationLifetime lifetime,
    ILogger<DistributedApplication> logger,
    IServiceProvider services) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<IResource, Task> _runs = [];
    private readonly System.Collections.Concurrent.ConcurrentDictionary<IResource, ChildProcess> _processes = [];
    private readonly List<PosixSignalRegistration> _signals = [];
    private long _firstInterrupt;

    /// <summary>What has to be right before anything starts.</summary>
    /// <exception cref="NotSupportedException">The model needs what only the real packages can do.</exception>
    /// <exception cref="DistributedApplicationException">The model cannot be started in any order.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (executionContext.IsPublishMode)
        {
            throw new NotSupportedException(
                "The stand-in for Aspire.Hosting runs applications; it does not publish them. The package Aspire.Hosting does: build with a registry that serves it (see standins/README.md).");
        }

        waiter.RequireOrder();
        await eventing.PublishAsync(new BeforeStartEvent(services, model), cancellationToken).ConfigureAwait(false);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        ListenToSignals();
        Ports.Allocate(model.Resources, freePorts);
        if (services.GetService<DashboardProcess>() is { } dashboard)
        {
            dashboard.Start();
        }
        else
        {
            logger.LogInformation("{Hint}", DashboardSettings.Hint);
        }

        foreach (var resource in model.Resources)
        {
            await notifications.PublishUpdateAsync(resource, now => now).ConfigureAwait(false);
        }

        foreach (var resource in model.Resources)
        {
            // Off this thread: what a resource does first may take a while, and the others need not wait for it.
            _runs[resource] = Task.Run(() => launcher.RunAsync(resource, child => _processes[resource] = child, _stopping.Token), CancellationToken.None);
        }

        await eventing.PublishAsync(new AfterResourcesCreatedEvent(services, model), cancellationToken).ConfigureAwait(false);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await using var kill = cancellationToken.Register(children.KillAll);
        await _stopping.CancelAsync().ConfigureAwait(false);
        var stops = new Dictionary<IResource, Task>();
        await Task.WhenAll(_runs.Keys.Select(resource => StopAsync(resource, stops))).ConfigureAwait(false);
        await Task.WhenAll(_runs.Values).ConfigureAwait(false);
        if (services.GetService<DashboardProcess>() is { } dashboard)
        {
            await dashboard.StopAsync().ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _signals.ForEach(signal => signal.Dispose());
        _stopping.Dispose();
    }

    private Task StopAsync(IResource resource, Dictionary<IResource, Task> stops)
    {
        if (!stops.TryGetValue(resource, out var stop))
        {
            var dependants = model.Resources.Where(other => DependencyWaiter.DependenciesOf(other).Contains(resource)).Select(other => StopAsync(other, stops)).ToArray();
            stops[resource] = stop = StopAfterAsync(resource, dependants);
        }

        return stop;
    }

    private async Task StopAfterAsync(IResource resource, Task[] dependants)
    {
        await Task.WhenAll(dependants).ConfigureAwait(false);
        if (_processes.TryGetValue(resource, out var child) && !child.Exited.IsCompleted)
        {
            await notifications.PublishUpdateAsync(resource, now => now with { State = KnownResourceStates.Stopping }).ConfigureAwait(false);
            await child.StopAsync().ConfigureAwait(false);
        }

        if (_runs.TryGetValue(resource, out var run))
        {
            await run.ConfigureAwait(false);
        }
    }

    private void ListenToSignals()
    {
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Interrupt()));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Interrupt()));
        // The terminal was closed.
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            lifetime.StopApplication();
        }));
    }

    /// <summary>
    /// The first one stops in order, which the host itself does; whoever sends a second one does not want to wait. One that comes at
    /// once is the same one: some senders signal both the process and its group.
    /// </summary>
    private void Interrupt()
    {
        var first = Interlocked.CompareExchange(ref _firstInterrupt, Stopwatch.GetTimestamp(), 0);
        if (first != 0 && Stopwatch.GetElapsedTime(first) > TimeSpan.FromMilliseconds(500))
        {
            children.Dispose();
            Environment.Exit(130); // 128 + SIGINT
        }
    }
}
