using System.Diagnostics;

namespace Aspire.Hosting.Running;

/// <summary>What to start.</summary>
/// <param name="Resource">For whom.</param>
/// <param name="Program">The program's path.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Environment">Variables on top of the host's own.</param>
/// <param name="WorkingDirectory">Where it runs.</param>
internal sealed record ChildStart(string Resource, string Program, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, string WorkingDirectory);

/// <summary>A running child.</summary>
internal sealed class ChildProcess
{
    /// <summary>Variables that are about the host itself.</summary>
    private static readonly string[] s_notInherited = ["ASPNETCORE_URLS", "DOTNET_LAUNCH_PROFILE", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT"];

    private readonly Process _process;
    private readonly StopPatience _patience;
    private readonly LastLines _lastLines = new();

    private ChildProcess(ChildStart start, Process process, StopPatience patience, Action<string> output)
    {
        Resource = start.Resource;
        _patience = patience;
        _process = process;
        var reading = Task.WhenAll(ReadAsync(process.StandardOutput, output), ReadAsync(process.StandardError, output));
        Exited = WaitAsync(reading);
    }

    public string Resource { get; }

    public int Id => _process.Id;

    /// <summary>The exit code, once it has ended and its last lines were read.</summary>
    public Task<int> Exited { get; }

    /// <summary>True where it was asked to end before it did by itself.</summary>
    public bool WasStopped { get; private set; }

    /// <summary>The end of its output, for an error message.</summary>
    public IReadOnlyList<string> LastLines => _lastLines.ToArray();

    public static ChildProcess Start(ChildStart start, string marker, StopPatience patience, Action<string> output)
    {
        string[] command = [.. ProcessGroup.Starter ?? [], start.Program, .. start.Arguments];
        var info = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = start.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var name in s_notInherited)
        {
            info.Environment.Remove(name);
        }

        foreach (var (name, value) in start.Environment)
        {
            info.Environment[name] = value;
        }

        info.Environment[RunRecord.Variable] = marker;
        var process = Process.Start(info) ?? throw new InvalidOperationException($"The program '{start.Program}' was not started.");
        process.StandardInput.Close(); // a child that reads must not wait for the terminal
        return new(start, process, patience, output);
    }

    /// <summary>Asks it to end, and ends it and everything it started when the patience is at an end.</summary>
    public async Task StopAsync()
    {
        var asked = Stopwatch.GetTimestamp();
        if (!_process.HasExited)
        {
            WasStopped = true;
            ProcessGroup.TerminateLeader(Id);
        }

        await WaitAtMostAsync(_patience.LeaderOnly).ConfigureAwait(false);
        ProcessGroup.TerminateAll(Id);
        while (!await IsGoneAsync().ConfigureAwait(false) && Stopwatch.GetElapsedTime(asked) < _patience.Total)
        {
        }

        Kill();
        await Exited.ConfigureAwait(false);
    }

    /// <summary>Ends it and everything it started, at once.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
        {
            WasStopped = true;
            ProcessGroup.KillLeader(Id);
        }

        ProcessGroup.KillAll(Id);
    }

    private async Task<bool> IsGoneAsync()
    {
        await WaitAtMostAsync(TimeSpan.FromMilliseconds(50)).ConfigureAwait(false);
        if (!_process.HasExited || ProcessGroup.IsRunning(Id))
        {
            await Task.Delay(20).ConfigureAwait(false);
            return false;
        }

        return true;
    }

    private async Task WaitAtMostAsync(TimeSpan time)
    {
        using var timeout = new CancellationTokenSource(time);
        try
        {
            await _process.WaitForExitAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // it takes longer; the caller goes on to stronger means
        }
    }

    private async Task<int> WaitAsync(Task reading)
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);
        // Its last lines may not be read yet. What it started may hold its output open for ever.
        await Task.WhenAny(reading, Task.Delay(ProcessGroup.IsRunning(Id) ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(30))).ConfigureAwait(false);
        return _process.ExitCode;
    }

    private async Task ReadAsync(StreamReader stream, Action<string> output)
    {
        await foreach (var line in LogLines.ReadAsync(stream).ConfigureAwait(false))
        {
            _lastLines.Add(line);
            output(line);
        }
    }
}
