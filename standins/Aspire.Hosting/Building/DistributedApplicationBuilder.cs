using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Building;

internal sealed class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly HostApplicationBuilder _host;
    private readonly ResourceCollection _resources = [];

    public DistributedApplicationBuilder(DistributedApplicationOptions options)
    {
        AppHostAssembly = options.AssemblyName is { } name ? Assembly.Load(name) : Assembly.GetEntryAssembly();
        AppHostDirectory = Path.GetFullPath(options.ProjectDirectory ?? Metadata("apphostprojectpath") ?? Directory.GetCurrentDirectory());
        _host = new HostApplicationBuilder(new HostApplicationBuilderSettings
        {
            Args = options.Args,
            ContentRootPath = AppHostDirectory,
            ApplicationName = AppHostAssembly?.GetName().Name,
        });
        ExecutionContext = new(CommandLine.Operation(Configuration));

        Configuration["AppHost:Directory"] = AppHostDirectory;
        // Lets an application choose what to run where a container cannot be.
        Configuration["AppHost:Containers"] = "false";
        var freePorts = new ReservedPorts();
        Services.AddSingleton(_ => freePorts); // the container disposes of what it makes itself
        var dashboard = options.DisableDashboard || ExecutionContext.IsPublishMode ? null : DashboardSettings.Find(Configuration, AppHostDirectory, freePorts);

        Services.Configure<HostOptions>(host => host.ShutdownTimeout = Timeout.InfiniteTimeSpan); // each resource has a limit of its own
        Services.AddHealthChecks();
        _host.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None); // shown as the resource's state instead
        Services.AddSingleton<IDistributedApplicationEventing>(Eventing);
        Services.AddSingleton(ExecutionContext);
        Services.AddSingleton(new DistributedApplicationModel(_resources));
        Services.AddSingleton(_ => new ResourceNotificationService());
        var store = Configuration["Aspire:Store:Path"] ?? Metadata("apphostprojectbaseintermediateoutputpath") ?? Path.Combine(AppHostDirectory, "obj");
        var patience = StopPatience.From(Configuration);
        Services.AddSingleton(patience);
        var runFolder = new RunFolder(Path.Combine(store, ".aspire", "run"), patience);
        Services.AddSingleton(runFolder);
        if (ExecutionContext.IsRunMode)
        {
            runFolder.StopLeftovers(); // now, since the application host may look for free ports next
        }

        Services.AddSingleton<ResourceConsole>();
        Services.AddSingleton<ChildProcesses>();
        Services.AddSingleton<ResourceHealth>();
        Services.AddSingleton<DependencyWaiter>();
        Services.AddSingleton<ResourceLauncher>();
        if (dashboard is not null)
        {
            Services.AddSingleton(dashboard);
            Services.AddSingleton<DashboardProcess>();
        }

        Services.AddSingleton<Orchestrator>();
        Services.AddHostedService(services => services.GetRequiredService<Orchestrator>());
    }

    public ConfigurationManager Configuration => _host.Configuration;

    public string AppHostDirectory { get; }

    public Assembly? AppHostAssembly { get; }

    public IHostEnvironment Environment => _host.Environment;

    public IServiceCollection Services => _host.Services;

    public IDistributedApplicationEventing Eventing { get; } = new DistributedApplicationEventing();

    public DistributedApplicationExecutionContext ExecutionContext { get; }

    public IResourceCollection Resources => _resources;

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(resource);
        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => new ResourceBuilder<T>(this, resource);

    public DistributedApplication Build() => new(_host.Build());

    private string? Metadata(string key) =>
        AppHostAssembly?.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(attribute => attribute.Key == key)?.Value;
}
