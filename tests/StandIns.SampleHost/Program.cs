using Aspire.Hosting;
using Projects;

// The smallest application that has it all: something to wait for, work that ends, and a service.
var builder = DistributedApplication.CreateBuilder(args);
var fill = builder.AddExecutable("fill", "sh", ".", "-c", "echo filling; exit ${FILL_EXIT_CODE:-0}");
var service = builder.AddProject<StandIns_SampleService>("service", launchProfileName: null)
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WaitForCompletion(fill);
builder.AddExecutable("watcher", "sh", ".", "-c", "echo \"service is at $services__service__http__0\"; sleep 1000 & wait")
    .WithReference(service)
    .WaitFor(service);
await builder.Build().RunAsync();
