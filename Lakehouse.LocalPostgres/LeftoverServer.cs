namespace Lakehouse.LocalPostgres;

/// <summary>A server that an earlier run, killed before it could stop it, left behind on the same data folder.</summary>
internal static class LeftoverServer
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(15);

    /// <summary>Stops it if it lives, and removes a <c>postmaster.pid</c> whose process id meanwhile belongs to another program. Call it under the folder's lock.</summary>
    /// <exception cref="LocalPostgresException">It does not end.</exception>
    public static async Task StopAsync(string dataDirectory, Action<string> log, CancellationToken cancellationToken)
    {
        if (PostmasterFile.ProcessId(dataDirectory) is not { } processId || !Posix.IsAlive(processId))
        {
            return; // A dead server's file is the next server's to judge: it also knows whether children of the dead one linger.
        }

        if (await IsServerOfAsync(processId, dataDirectory, cancellationToken))
        {
            log($"Stopping the PostgreSQL server (process {processId}) that an earlier run left on {dataDirectory} …");
            Posix.Send(processId, Posix.Interrupt);
            if (!await EndsAsync(processId, _patience, cancellationToken))
            {
                Posix.Send(processId, Posix.Quit);
                if (!await EndsAsync(processId, _patience, cancellationToken))
                {
                    throw new LocalPostgresException($"A PostgreSQL server (process {processId}) of an earlier run still uses '{dataDirectory}' and does not stop. End it with: kill -9 {processId}");
                }
            }
        }
        else if (!AnyProcessWorksIn(dataDirectory))
        {
            log($"Removing the stale postmaster.pid of {dataDirectory}: process {processId} is another program now.");
            File.Delete(PostmasterFile.In(dataDirectory));
        }
    }

    private static async Task<bool> EndsAsync(int processId, TimeSpan patience, CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; waited < patience; waited += TimeSpan.FromMilliseconds(50))
        {
            if (!Posix.IsAlive(processId))
            {
                return true;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }

        return false;
    }

    /// <summary>Process ids are used again, so an id alone proves nothing: a server's working folder is its data folder.</summary>
    private static async Task<bool> IsServerOfAsync(int processId, string dataDirectory, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsLinux())
        {
            return WorkingFolder(processId) == RealPath(dataDirectory);
        }

        // macOS has no /proc: "/opt/homebrew/bin/postgres -D /path/data -c …"
        var ps = await ToolRun.RunAsync("ps", ["-o", "args=", "-p", $"{processId}"], cancellationToken);
        return ps.Output.Contains("postgres", StringComparison.Ordinal) && ps.Output.Contains(dataDirectory, StringComparison.Ordinal);
    }

    /// <summary>A dead server's children can outlive it for a moment; while one works on the files no other server may.</summary>
    private static bool AnyProcessWorksIn(string dataDirectory)
    {
        var folder = RealPath(dataDirectory);
        return OperatingSystem.IsLinux()
            && Directory.EnumerateDirectories("/proc").Any(entry => int.TryParse(Path.GetFileName(entry), out var processId) && WorkingFolder(processId) == folder);
    }

    private static string? WorkingFolder(int processId)
    {
        try
        {
            return new FileInfo($"/proc/{processId}/cwd").LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // It ended, or it belongs to someone else and so is not ours.
        }
    }

    private static string RealPath(string folder) => new DirectoryInfo(folder).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? folder;
}
