using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Lakehouse.Transformer.Tests;

/// <summary>The service as a process of its own, to be asked, stopped and killed.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    /// <summary>How long a test waits for what must come: long enough for a machine that does much else.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private const string Listening = "Now listening on: ";

    private readonly Process process;
    private readonly StringBuilder output = new();

    private ServiceProcess(Process process) => this.process = process;

    /// <summary>Asks the service, once <see cref="UntilAsync"/> has found where it listens.</summary>
    public HttpClient Client { get; } = new();

    /// <summary>Everything it has written so far. What it writes comes later than what it answers: see <see cref="UntilItSaysAsync"/>.</summary>
    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    /// <summary>Starts it on a lake, with settings like <c>Transformer__PollInterval</c>.</summary>
    public static ServiceProcess Start(LakeFolder lake, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(TransformerOptions).Assembly.Location]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["Pipeline__Folder"] = lake.PipelineFolder;
        start.Environment["Lake__Root"] = lake.Folder;
        start.Environment["Transformer__TempDirectory"] = Path.Combine(lake.Folder, "temp");
        start.Environment["Transformer__MemoryMegabytes"] = "256";
        start.Environment["LAKEHOUSE_CACHE"] = Path.Combine(lake.Folder, "cache");
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var service = new ServiceProcess(Process.Start(start)!);
        service.process.OutputDataReceived += (_, line) => service.Keep(line.Data);
        service.process.ErrorDataReceived += (_, line) => service.Keep(line.Data);
        service.process.BeginOutputReadLine();
        service.process.BeginErrorReadLine();
        return service;
    }

    /// <summary>Asks again and again until the answer is as wanted; fails when it takes too long.</summary>
    public async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> wanted)
    {
        if (Client.BaseAddress is null)
        {
            await UntilItSaysAsync(Listening);
            Client.BaseAddress = new Uri(Output.Split(Listening)[1].Split('\n')[0]);
        }

        var clock = Stopwatch.StartNew();
        while (true)
        {
            var answer = await Client.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken);
            if (wanted(answer))
            {
                return answer;
            }

            Assert.True(clock.Elapsed < Patience, $"Not in time: {answer}\n{Output}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until it has written something; fails when it takes too long.</summary>
    public async Task UntilItSaysAsync(string text)
    {
        var clock = Stopwatch.StartNew();
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            Assert.True(clock.Elapsed < Patience && !process.HasExited, $"It did not say '{text}':\n{Output}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary><c>kill -9</c>.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>What Ctrl+C does.</summary>
    public async Task<int> InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        return await ExitAsync();
    }

    /// <summary>Waits for the process to end by itself.</summary>
    public async Task<int> ExitAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(deadline.Token);
        return process.ExitCode;
    }

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!process.HasExited)
        {
            Kill();
        }

        process.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Keep(string? line)
    {
        lock (output)
        {
            output.Append(line).Append('\n');
        }
    }
}
