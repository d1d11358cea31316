using System.Diagnostics;
using System.Text;

namespace MovieLens.Source.Tests;

/// <summary>The program as users start it: a process of its own, killed at the latest when the test ends.</summary>
internal sealed class SourceProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();

    private SourceProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(error, line.Data);
    }

    public string Output => Text(output);

    public string Error => Text(error);

    public static SourceProcess Start(string? connectionString, params string[] arguments) => StartWithFolder(null, connectionString, arguments);

    /// <summary>Starts it with the environment variable MOVIELENS_DIR.</summary>
    public static SourceProcess StartWithFolder(string? folder, string? connectionString, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "MovieLens.Source.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["ConnectionStrings__movielens"] = connectionString;
        start.Environment["MOVIELENS_DIR"] = folder;
        start.Environment.Remove("OTEL_EXPORTER_OTLP_ENDPOINT");
        var started = new SourceProcess(new Process { StartInfo = start });
        started.process.Start();
        started.process.BeginOutputReadLine();
        started.process.BeginErrorReadLine();
        return started;
    }

    /// <summary>Waits, with a deadline, for the end; gives the exit code.</summary>
    public async Task<int> ExitAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(CopyProgress.Patience);
        await process.WaitForExitAsync(deadline.Token);
        return process.ExitCode;
    }

    public void Kill() => process.Kill();

    /// <summary>Ctrl+C.</summary>
    public async Task InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.AppendLine(line);
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
