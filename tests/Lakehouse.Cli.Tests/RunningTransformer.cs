using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Lakehouse.Cli.Tests;

/// <summary>A Transformer as a process of its own.</summary>
internal sealed class RunningTransformer : IDisposable
{
    private readonly Process process;

    private RunningTransformer(Process process, Uri address)
    {
        this.process = process;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<RunningTransformer> StartAsync(string pipeline, string lake)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}/");
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Lakehouse.Transformer.dll")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ASPNETCORE_URLS"] = address.AbsoluteUri;
        start.Environment["Pipeline__Folder"] = pipeline;
        start.Environment["Lake__Root"] = lake;
        start.Environment["Transformer__TempDirectory"] = Path.Combine(lake, "temp");
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var running = new RunningTransformer(process, address);
        await running.UntilItAnswersAsync();
        return running;
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    private async Task UntilItAnswersAsync()
    {
        using var client = new HttpClient { BaseAddress = Address };
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync("runs", deadline.Token);
                return;
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                await Task.Delay(50, deadline.Token);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
