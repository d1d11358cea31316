using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lakehouse.AppHost;

/// <summary>Runs the application until Ctrl+C or a failure ends it.</summary>
internal static class HostRun
{
    /// <summary>The command ends when all that it started has ended: without this, Aspire's orchestrator stops the services after the command, and the next start would meet them.</summary>
    public static void EndAfterResources(this IDistributedApplicationBuilder builder) => builder.Configuration["DcpPublisher:WaitForResourceCleanup"] = "true";

    /// <summary>The exit code. Being stopped while parts still wait for others is no error, although Aspire then ends with a cancelled start.</summary>
    public static async Task<int> RunToTheEndAsync(this DistributedApplication application)
    {
        await using (application)
        {
            if (application.Services.GetRequiredService<DistributedApplicationExecutionContext>().IsPublishMode)
            {
                await application.RunAsync();
                return Environment.ExitCode;
            }

            var stopping = application.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            await using var told = stopping.Register(() => Console.WriteLine("Stopping everything …"));
            try
            {
                await application.StartAsync();
                await application.WaitForShutdownAsync();
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // The start was cut short, and the host leaves what had started to us.
                await application.StopAsync();
            }
        }

        return Environment.ExitCode;
    }
}
