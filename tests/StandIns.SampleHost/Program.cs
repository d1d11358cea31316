using Projects;

// The smallest application that has it all: work that ends, a service that waits for it, and a program that waits for the service.
var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = args, DisableDashboard = !args.Contains("--dashboard=true") });
var fill = builder.AddExecutable("fill", "sh", ".", "-c", "echo filling; exit ${FILL_EXIT_CODE:-0}");
var service = builder.AddProject<StandIns_SampleService>("service", launchProfileName: null)
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WaitForCompletion(fill);
builder.AddExecutable("watcher", "sh", ".", "-c", "[ -z \"$STUBBORN\" ] || trap '' TERM; sleep 1000 & echo \"watcher $$ and its child $! watch $services__service__http__0\"; wait")
    .WithReference(service)
    .WaitFor(service);
await builder.Build().RunAsync();
