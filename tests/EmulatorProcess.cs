using System.ComponentModel;
using System.Diagnostics;

namespace Lakehouse.Tests;

/// <summary>
/// A Python script that emulates AWS, as a child process. It prints one line when it answers, and ends with the pipe to its standard input. What it says on standard error (the emulator
/// tells every failure that a test provokes) is kept, and shown where a test fails or the script ends by itself.
/// </summary>
internal sealed class EmulatorProcess : IAsyncDisposable
{
    private const string Ready = "READY ";
    private const int MostMessages = 100;
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(10);

    private readonly Process process;
    private readonly Queue<string> messages = new();

    private EmulatorProcess(Process process) => this.process = process;

    /// <summary>The line that it printed first; after <c>READY</c>, where it begins so.</summary>
    public string Place { get; private set; } = "";

    /// <summary>Starts a script and waits until it answers.</summary>
    /// <param name="arguments">The script and its arguments.</param>
    /// <returns>The process, or null and the reason where Python or what the script imports is not installed.</returns>
    /// <exception cref="InvalidOperationException">The script failed.</exception>
    public static async Task<(EmulatorProcess? Process, string Missing)> StartAsync(params string[] arguments)
    {
        Process started;
        try
        {
            started = Process.Start(new ProcessStartInfo("python3", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (Win32Exception)
        {
            return (null, "python3 is not installed, so there is no emulator of AWS.");
        }

        var emulator = new EmulatorProcess(started);
        started.ErrorDataReceived += (_, message) => emulator.Keep(message.Data);
        started.BeginErrorReadLine();
        var line = await started.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        if (line is null || line.StartsWith("MISSING ", StringComparison.Ordinal))
        {
            await emulator.DisposeAsync(); // which waits until all of its messages are there
            var reason = line ?? emulator.Messages;
            return line is not null || reason.Contains("ModuleNotFoundError", StringComparison.Ordinal)
                ? (null, $"The emulator of AWS did not start: {reason}. Install it for python3: pip install 'moto[server,stepfunctions]' boto3 cfn-lint.")
                : throw new InvalidOperationException($"The emulator of AWS ended at once: {reason}");
        }

        emulator.Place = line.StartsWith(Ready, StringComparison.Ordinal) ? line[Ready.Length..] : line;
        return (emulator, "");
    }

    /// <summary>Writes a line and reads the one that answers it.</summary>
    /// <exception cref="InvalidOperationException">The script has ended.</exception>
    public async Task<string> AskAsync(string line)
    {
        await process.StandardInput.WriteLineAsync(line);
        return await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
            ?? throw new InvalidOperationException($"The emulator of AWS has ended: {Messages}");
    }

    private string Messages
    {
        get
        {
            lock (messages)
            {
                return string.Join('\n', messages);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(LongestEnd);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true); // a job run that waits keeps a thread of the emulator
        }

        process.Dispose();
        TestContext.Current.TestOutputHelper?.WriteLine(Messages); // shown for tests that fail
    }

    private void Keep(string? message)
    {
        lock (messages)
        {
            if (message is not null)
            {
                messages.Enqueue(message);
            }

            if (messages.Count > MostMessages)
            {
                messages.Dequeue();
            }
        }
    }
}
