using System.Diagnostics;
using System.Globalization;
using Lakehouse.Delta.Writer;

namespace Lakehouse.Delta.Tests.Chaos;

/// <summary>A process that works on the table; it can be killed, and is then started again where it was.</summary>
internal sealed class ChildWriter(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment) : IAsyncDisposable
{
    private readonly List<string> faults = [];
    private Process? process;
    private Task reading = Task.CompletedTask;
    private TaskCompletionSource atWork = new();
    private int acknowledged;

    /// <summary>What was not as promised: errors it printed, steps that were lost or came twice.</summary>
    public IReadOnlyList<string> Faults => faults;

    /// <summary>The last step that it said was committed.</summary>
    public int Acknowledged => acknowledged;

    /// <summary>Whether it has ended by itself.</summary>
    public bool HasEnded => reading.IsCompleted;

    public void Start()
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(WriterStep).Assembly.Location, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        atWork = new TaskCompletionSource();
        process = Process.Start(start)!;
        reading = Task.WhenAll(ReadOutputAsync(process.StandardOutput), ReadErrorsAsync(process.StandardError));
    }

    /// <summary>Until it has read the table and begins to change it, or has ended.</summary>
    public Task AtWorkAsync() => Task.WhenAny(atWork.Task, reading);

    /// <summary>SIGKILL, then a new start.</summary>
    public async Task KillAndRestartAsync()
    {
        process!.Kill();
        await EndAsync();
        Start();
    }

    /// <summary>Waits until it has done its work.</summary>
    public async Task EndAsync()
    {
        process!.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await reading;
        process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (!HasEnded)
        {
            process!.Kill();
            await reading;
        }
    }

    private async Task ReadOutputAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            var words = line.Split(' ');
            var number = words[0] == "LOST" ? 0 : int.Parse(words[1], CultureInfo.InvariantCulture);
            atWork.TrySetResult();
            switch (words[0])
            {
                case "AT" when number < acknowledged && arguments[0] != "care":
                    faults.Add($"Step {acknowledged} was acknowledged, but the table has only {number}.");
                    break;
                case "TWICE":
                    faults.Add($"Step {number} was in the table before it was done.");
                    break;
                case "DONE":
                    acknowledged = number;
                    break;
            }
        }
    }

    private async Task ReadErrorsAsync(StreamReader errors)
    {
        if (await errors.ReadToEndAsync() is { Length: > 0 } text)
        {
            faults.Add($"{string.Join(' ', arguments)}: {text}");
        }
    }
}
