using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>Waits for what a resource's start waits for.</summary>
internal sealed class DependencyWaiter(DistributedApplicationModel model, ResourceNotificationService notifications)
{
    /// <summary>Fails where resources wait for each other, or for one that nobody starts.</summary>
    public void RequireOrder()
    {
        var done = new HashSet<IResource>();
        foreach (var resource in model.Resources)
        {
            Visit(resource, [], done);
        }
    }

    /// <summary>The resources that must outlive a resource.</summary>
    public static IEnumerable<IResource> DependenciesOf(IResource resource)
    {
        var awaited = resource.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource);
        return resource is IResourceWithParent child ? awaited.Append(child.Parent) : awaited;
    }

    /// <summary>Waits for all of them, and fails as soon as one of them cannot come any more.</summary>
    /// <exception cref="DistributedApplicationException">One has failed, or ended too early, or with another exit code.</exception>
    public async Task WaitAsync(IResource resource, CancellationToken cancellationToken)
    {
        var waits = resource.Annotations.OfType<WaitAnnotation>().ToList();
        if (resource is IResourceWithParent child)
        {
            waits.Add(new(child.Parent, WaitType.WaitUntilHealthy));
        }

        if (waits.Count == 0)
        {
            return;
        }

        using var others = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var tasks = waits.Select(wait => WaitAsync(resource, wait, others.Token)).ToList();
        if (tasks.Any(task => !task.IsCompleted))
        {
            var reason = "for " + string.Join(", ", waits.Select(wait => wait.Resource).Where(awaited => awaited is not ParameterResource).Select(awaited => awaited.Name).Distinct());
            await notifications.PublishUpdateAsync(resource, now => now with { State = KnownResourceStates.Waiting, Reason = reason }).ConfigureAwait(false);
        }

        await foreach (var task in Task.WhenEach(tasks).ConfigureAwait(false))
        {
            if (!task.IsCompletedSuccessfully)
            {
                await others.CancelAsync().ConfigureAwait(false);
                await task.ConfigureAwait(false);
            }
        }
    }

    private async Task WaitAsync(IResource resource, WaitAnnotation wait, CancellationToken cancellationToken)
    {
        var name = wait.Resource.Name;
        var change = await notifications.WaitForResourceAsync(name, e => IsDecided(e.Snapshot, wait.WaitType), cancellationToken).ConfigureAwait(false);
        var failure = (change.Snapshot, wait.WaitType) switch
        {
            ({ State.Text: "FailedToStart" }, _) => "it failed to start",
            ({ State.Text: "Exited" }, WaitType.WaitForCompletion) => "it was stopped",
            ({ ExitCode: var code }, WaitType.WaitForCompletion) when code != wait.ExitCode => $"it ended with exit code {code} where {wait.ExitCode} was expected",
            ({ ExitCode: { } code }, not WaitType.WaitForCompletion) => $"it ended, with exit code {code}",
            _ => null,
        };
        if (failure is not null)
        {
            throw new DistributedApplicationException($"'{resource.Name}' does not start, because it waits for '{name}', and {failure}.");
        }
    }

    private static bool IsDecided(CustomResourceSnapshot snapshot, WaitType type) =>
        KnownResourceStates.TerminalStates.Contains(snapshot.State?.Text) || type switch
        {
            WaitType.WaitUntilHealthy => snapshot.IsReady,
            WaitType.WaitUntilStarted => snapshot.State?.Text == KnownResourceStates.Running,
            _ => false,
        };

    private void Visit(IResource resource, IReadOnlyList<IResource> path, HashSet<IResource> done)
    {
        if (path.Contains(resource))
        {
            throw new DistributedApplicationException(
                $"Resources wait for each other: {string.Join(" → ", path.SkipWhile(r => r != resource).Append(resource).Select(r => r.Name))}. Remove one of the waits.");
        }

        if (!done.Add(resource))
        {
            return;
        }

        foreach (var dependency in DependenciesOf(resource))
        {
            if (!model.Resources.Contains(dependency))
            {
                throw new DistributedApplicationException($"'{resource.Name}' waits for '{dependency.Name}', which is not part of the model. Add it with AddResource.");
            }

            Visit(dependency, [.. path, resource], done);
        }
    }
}
