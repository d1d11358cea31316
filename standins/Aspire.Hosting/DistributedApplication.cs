using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Building;
using Aspire.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>An application of resources, ready to run.</summary>
public class DistributedApplication : IHost, IAsyncDisposable
{
    private readonly IHost _host;

    internal DistributedApplication(IHost host) => _host = host;

    /// <summary>The application host's services.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>The state of every resource.</summary>
    public ResourceNotificationService ResourceNotifications => Services.GetRequiredService<ResourceNotificationService>();

    /// <summary>Begins a model.</summary>
    /// <returns>The builder.</returns>
    public static IDistributedApplicationBuilder CreateBuilder() => CreateBuilder([]);

    /// <summary>Begins a model.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>The builder.</returns>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => CreateBuilder(new DistributedApplicationOptions { Args = args });

    /// <summary>Begins a model.</summary>
    /// <param name="options">How it is built.</param>
    /// <returns>The builder.</returns>
    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new DistributedApplicationBuilder(options);
    }

    /// <summary>Starts every resource.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that is complete once every resource is on its way.</returns>
    public virtual async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await Services.GetRequiredService<Orchestrator>().PrepareAsync(cancellationToken).ConfigureAwait(false);
        await _host.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops every resource, those first that others do not depend on.</summary>
    /// <param name="cancellationToken">Kills what still runs.</param>
    /// <returns>A task that is complete once nothing runs.</returns>
    public virtual Task StopAsync(CancellationToken cancellationToken = default) => _host.StopAsync(cancellationToken);

    /// <summary>Runs the application until it is stopped, by Ctrl+C for example.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>A task that is complete once nothing runs.</returns>
    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await HostingAbstractionsHostExtensions.RunAsync(this, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DistributedApplicationException or NotSupportedException)
        {
            // The model cannot be run: the message says why, and where in the host that was found out helps nobody.
            await Console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
            Environment.ExitCode = 1;
        }
    }

    /// <summary>Runs the application until it is stopped, by Ctrl+C for example.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>Stops what still runs.</summary>
    public virtual void Dispose()
    {
        _host.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops what still runs.</summary>
    /// <returns>A task that is complete once nothing runs.</returns>
    public virtual async ValueTask DisposeAsync()
    {
        await ((IAsyncDisposable)_host).DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }
}
