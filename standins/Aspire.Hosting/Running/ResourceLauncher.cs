using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

/// <summary>Takes one resource from its beginning to its end.</summary>
internal sealed class ResourceLauncher(
    ChildProcesses children,
    DependencyWaiter waiter,
    ResourceHealth health,
    ResourceConsole console,
    ResourceNotificationService notifications,
    IDistributedApplicationEventing eventing,
    DistributedApplicationExecutionContext executionContext,
    ILoggerFactory loggers,
    IServiceProvider services)
{
    public async Task RunAsync(IResource resource, Action<ChildProcess> started, CancellationToken cancellationToken)
    {
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watch = health.WatchAsync(resource, watching.Token);
        try
        {
            var logger = loggers.CreateLogger($"Resources.{resource.Name}");
            await eventing.PublishAsync(new InitializeResourceEvent(resource, eventing, logger, notifications, services), cancellationToken).ConfigureAwait(false);
            await StartAsync(resource, started, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // the application stops; whatever has started is stopped by the orchestrator
        }
        catch (Exception e)
        {
            // Also what the application's own callbacks throw: one resource must not take the others with it.
            await notifications.PublishUpdateAsync(resource, now => now with { State = KnownResourceStates.FailedToStart, Reason = e.Message }).ConfigureAwait(false);
        }

        await ObserveAsync(watch, resource, watching).ConfigureAwait(false);
    }

    private async Task StartAsync(IResource resource, Action<ChildProcess> started, CancellationToken cancellationToken)
    {
        switch (resource)
        {
            case ContainerResource:
                throw new NotSupportedException($"'{resource.Name}' is a container, which the stand-in cannot run; the package Aspire.Hosting can.");
            case ParameterResource parameter:
                await ShowAsync(parameter, cancellationToken).ConfigureAwait(false);
                break;
            case ProjectResource or ExecutableResource:
                Ports.RequireFree(resource);
                await BeforeStartAsync(resource, cancellationToken).ConfigureAwait(false);
                await RunProcessAsync(resource, started, cancellationToken).ConfigureAwait(false);
                break;
            case ConnectionStringResource or IResourceWithParent:
                await BeforeStartAsync(resource, cancellationToken).ConfigureAwait(false);
                await notifications.PublishUpdateAsync(resource, now => now with { State = KnownResourceStates.Running, Reason = null }).ConfigureAwait(false);
                break;
            default:
                break; // brings itself up, by InitializeResourceEvent
        }
    }

    private async Task BeforeStartAsync(IResource resource, CancellationToken cancellationToken)
    {
        await waiter.WaitAsync(resource, cancellationToken).ConfigureAwait(false);
        await eventing.PublishAsync(new BeforeResourceStartedEvent(resource, services), cancellationToken).ConfigureAwait(false);
    }

    private async Task ShowAsync(ParameterResource parameter, CancellationToken cancellationToken)
    {
        string state;
        try
        {
            await parameter.GetValueAsync(cancellationToken).ConfigureAwait(false);
            state = KnownResourceStates.Running;
        }
        catch (DistributedApplicationException)
        {
            state = KnownResourceStates.ValueMissing; // an error only for whoever uses it
        }

        await notifications.PublishUpdateAsync(parameter, now => now with { State = state }).ConfigureAwait(false);
    }

    private async Task RunProcessAsync(IResource resource, Action<ChildProcess> started, CancellationToken cancellationToken)
    {
        var start = await new StartPlan(executionContext).MakeAsync(resource, cancellationToken).ConfigureAwait(false);
        var urls = await ResourceUrls.OfAsync(resource, executionContext, cancellationToken).ConfigureAwait(false);
        await notifications.PublishUpdateAsync(resource, now => now with { State = KnownResourceStates.Starting, Reason = null }).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        var child = children.Start(start, line => console.Write(resource.Name, line));
        started(child);
        if (cancellationToken.IsCancellationRequested)
        {
            await child.StopAsync().ConfigureAwait(false); // whoever stops everything did not know of it yet
        }

        await notifications.PublishUpdateAsync(resource, now => now with
        {
            State = KnownResourceStates.Running,
            StartTimeStamp = DateTime.UtcNow,
            Urls = urls,
            Properties = [new("executable.pid", child.Id), new("executable.path", start.Program), new("executable.workDir", start.WorkingDirectory)],
        }).ConfigureAwait(false);

        var exitCode = await child.Exited.ConfigureAwait(false);
        if (exitCode != 0 && !child.WasStopped)
        {
            console.Write(resource.Name, $"[Failed] exit code {exitCode}; its last lines were:{string.Concat(child.LastLines.Select(line => $"{Environment.NewLine}    {line}"))}");
        }

        await notifications.PublishUpdateAsync(resource, now => now with
        {
            State = child.WasStopped ? KnownResourceStates.Exited : KnownResourceStates.Finished,
            StopTimeStamp = DateTime.UtcNow,
            ExitCode = exitCode,
        }).ConfigureAwait(false);
    }

    /// <summary>Health is watched as long as the resource runs; one that is no process runs until the application ends.</summary>
    private async Task ObserveAsync(Task watch, IResource resource, CancellationTokenSource watching)
    {
        if (resource is ProjectResource or ExecutableResource
            || (notifications.TryGetCurrentState(resource.Name, out var current) && KnownResourceStates.TerminalStates.Contains(current!.Snapshot.State?.Text)))
        {
            await watching.CancelAsync().ConfigureAwait(false);
        }

        try
        {
            await watch.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // it runs no longer
        }
        catch (Exception e)
        {
            console.Write(resource.Name, $"[Failed] a subscriber of its events: {e.Message}");
        }
    }
}
