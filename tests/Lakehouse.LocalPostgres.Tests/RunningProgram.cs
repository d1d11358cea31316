using System.Collections.Concurrent;
using System.Diagnostics;

namespace Lakehouse.LocalPostgres.Tests;

/// <summary>The program as a process of its own, with everything that it prints.</summary>
internal sealed class RunningProgram : IDisposable
{
    private readonly Process _process;

    private RunningProgram(Process process) => _process = process;

    public ConcurrentQueue<string> Lines { get; } = new();

    public int ProcessId => _process.Id;

    public string Output => string.Join(Environment.NewLine, Lines);

    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "Lakehouse.LocalPostgres");

    public static RunningProgram Start(string program, IEnumerable<string> arguments, params IEnumerable<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var running = new RunningProgram(new Process { StartInfo = start });
        running._process.OutputDataReceived += (_, line) => running.Keep(line.Data);
        running._process.ErrorDataReceived += (_, line) => running.Keep(line.Data);
        running._process.Start();
        running._process.BeginOutputReadLine();
        running._process.BeginErrorReadLine();
        return running;
    }

    /// <summary>Fails with what the program said when it ends instead.</summary>
    public Task ReadyAsync() => Eventually.TrueAsync(() =>
        Output.Contains("Ready:", StringComparison.Ordinal) || (_process.HasExited ? throw new InvalidOperationException(Output) : false));

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(3), TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            Lines.Enqueue(line);
        }
    }
}
