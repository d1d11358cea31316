using System.ComponentModel;
using System.Diagnostics;

namespace Lakehouse.AppHost;

/// <summary>Whether containers can run here: an installed client proves nothing, its engine must answer.</summary>
internal static class ContainerRuntime
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);
    private static readonly string[] _clients = ["docker", "podman"];

    /// <exception cref="StartException">A container is asked for and cannot run.</exception>
    public static bool IsWanted(PostgresPlace place)
    {
        if (place == PostgresPlace.Local || (place == PostgresPlace.Auto && !LakehouseOptions.OrchestratorRunsContainers))
        {
            return false;
        }

        if (!LakehouseOptions.OrchestratorRunsContainers)
        {
            throw new StartException("--postgres container: this build runs on the stand-in of Aspire's orchestrator, which runs no containers. Leave the option out, or build with a registry that serves Aspire.*.");
        }

        var answers = _clients.Any(Answers);
        return answers || place == PostgresPlace.Auto
            ? answers
            : throw new StartException("--postgres container: neither Docker nor Podman answers (`docker info`, `podman info`). Start one of them, or leave the option out.");
    }

    private static bool Answers(string client)
    {
        var start = new ProcessStartInfo(client, ["info", "--format", "{{json .}}"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var info = new Process { StartInfo = start };
        try
        {
            info.Start();
        }
        catch (Win32Exception)
        {
            return false; // Not installed.
        }

        info.StandardInput.Close();
        info.BeginOutputReadLine();
        info.BeginErrorReadLine();
        if (info.WaitForExit(_patience))
        {
            return info.ExitCode == 0;
        }

        info.Kill(entireProcessTree: true);
        return false;
    }
}
