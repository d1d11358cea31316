using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Eventing;

/// <summary>Something happens in the application's life.</summary>
public interface IDistributedApplicationEvent;

/// <summary>Something happens in a resource's life.</summary>
public interface IDistributedApplicationResourceEvent : IDistributedApplicationEvent
{
    /// <summary>The resource.</summary>
    IResource Resource { get; }

    /// <summary>The application's services.</summary>
    IServiceProvider Services { get; }
}

/// <summary>Tells subscribers what happens; whoever publishes waits for all of them.</summary>
public interface IDistributedApplicationEventing
{
    /// <summary>Listens to an event.</summary>
    /// <typeparam name="T">The event.</typeparam>
    /// <param name="callback">Called each time.</param>
    /// <returns>The subscription.</returns>
    DistributedApplicationEventSubscription Subscribe<T>(Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationEvent;

    /// <summary>Listens to an event of one resource.</summary>
    /// <typeparam name="T">The event.</typeparam>
    /// <param name="resource">The resource.</param>
    /// <param name="callback">Called each time.</param>
    /// <returns>The subscription.</returns>
    DistributedApplicationEventSubscription Subscribe<T>(IResource resource, Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationResourceEvent;

    /// <summary>Listens no longer.</summary>
    /// <param name="subscription">The subscription.</param>
    void Unsubscribe(DistributedApplicationEventSubscription subscription);

    /// <summary>Calls the subscribers, one after the other.</summary>
    /// <typeparam name="T">The event.</typeparam>
    /// <param name="event">What happens.</param>
    /// <param name="cancellationToken">Handed to the subscribers.</param>
    /// <returns>A task that is complete once all of them have dealt with it.</returns>
    Task PublishAsync<T>(T @event, CancellationToken cancellationToken = default)
        where T : IDistributedApplicationEvent;
}

/// <summary>A subscription, to be handed to <see cref="IDistributedApplicationEventing.Unsubscribe"/>.</summary>
/// <param name="callback">Called each time.</param>
public class DistributedApplicationEventSubscription(Func<IDistributedApplicationEvent, CancellationToken, Task> callback)
{
    /// <summary>Called each time.</summary>
    public Func<IDistributedApplicationEvent, CancellationToken, Task> Callback { get; } = callback;
}
