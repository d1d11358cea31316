using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Lakehouse.Transformer.Tests;

/// <summary>The service as a process of its own, to be asked, stopped and killed.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Process process;

    private ServiceProcess(Process process, Uri address)
    {
        this.process = process;
        Client = new HttpClient { BaseAddress = address };
    }

    public HttpClient Client { get; }

    /// <summary>Everything it has written so far.</summary>
    public string Output { get; private set; } = "";

    /// <summary>Starts it on a lake, with settings like <c>Transformer__PollInterval</c>.</summary>
    public static ServiceProcess Start(LakeFolder lake, params (string Name, string Value)[] settings)
    {
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(TransformerOptions).Assembly.Location]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        start.Environment["Pipeline__Folder"] = lake.PipelineFolder;
        start.Environment["Lake__Root"] = lake.Folder;
        start.Environment["Transformer__TempDirectory"] = Path.Combine(lake.Folder, "temp");
        start.Environment["Transformer__MemoryMegabytes"] = "256";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var service = new ServiceProcess(Process.Start(start)!, new Uri($"http://127.0.0.1:{port}"));
        service.process.OutputDataReceived += (_, line) => service.Output += line.Data + "\n";
        service.process.ErrorDataReceived += (_, line) => service.Output += line.Data + "\n";
        service.process.BeginOutputReadLine();
        service.process.BeginErrorReadLine();
        return service;
    }

    /// <summary>Asks again and again until the answer is as wanted; fails when it takes too long.</summary>
    public async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> wanted)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                var answer = await Client.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken);
                if (wanted(answer))
                {
                    return answer;
                }

                Assert.True(clock.Elapsed < Patience, $"Not in time: {answer}\n{Output}");
            }
            catch (HttpRequestException) when (clock.Elapsed < Patience && !process.HasExited)
            {
                // It is still starting.
            }

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

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
