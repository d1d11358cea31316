using Aspire.Hosting.Running;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>The real dashboard, run by Aspire's CLI.</summary>
internal sealed class DashboardProcess(DashboardSettings settings, ChildProcesses children, RunFolder folder, ILogger<DistributedApplication> logger)
{
    private ChildProcess? _process;

    public void Start()
    {
        string[] arguments =
        [
            "dashboard", "run", "--non-interactive", "--nologo",
            "--frontend-url", settings.FrontendUrl, "--otlp-grpc-url", settings.OtlpGrpcUrl, "--otlp-http-url", settings.OtlpHttpUrl,
        ];

        // By environment, since everybody can read command lines. Upper case, since the CLI compares them with case.
        var environment = new Dictionary<string, string>
        {
            ["DASHBOARD__FRONTEND__AUTHMODE"] = "BrowserToken",
            ["DASHBOARD__FRONTEND__BROWSERTOKEN"] = settings.BrowserToken,
            ["DASHBOARD__OTLP__AUTHMODE"] = "ApiKey",
            ["DASHBOARD__OTLP__PRIMARYAPIKEY"] = settings.OtlpApiKey,
        };
        try
        {
            _process = children.Start(new("dashboard", settings.Program, arguments, environment, folder.Path), _ => { });
            _ = ReportAsync(_process);
            logger.LogInformation("Login to the dashboard at {Url}", $"{settings.FrontendUrl}/login?t={settings.BrowserToken}");
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            logger.LogWarning("The dashboard was not started: {Program}: {Reason}", settings.Program, e.Message);
        }
    }

    public Task StopAsync() => _process?.StopAsync() ?? Task.CompletedTask;

    private async Task ReportAsync(ChildProcess process)
    {
        var exitCode = await process.Exited.ConfigureAwait(false);
        if (!process.WasStopped)
        {
            logger.LogWarning(
                "The dashboard has ended with exit code {ExitCode}; the application goes on without it. Its last lines were: {Lines}", exitCode, string.Join(Environment.NewLine, process.LastLines));
        }
    }
}
