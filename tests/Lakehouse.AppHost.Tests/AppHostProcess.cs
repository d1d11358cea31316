using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Lakehouse.AppHost.Tests;

/// <summary>The AppHost as a person starts it: a process of its own, stopped by Ctrl+C or killed.</summary>
internal sealed class AppHostProcess : IAsyncDisposable
{
    /// <summary>How long a test waits for what must come: long enough for a machine that does much else.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly ConcurrentDictionary<int, bool> GivenPorts = new();

    private readonly Process process;
    private readonly string temporary;
    private readonly StringBuilder output = new();
    private readonly HttpClient http;

    private AppHostProcess(Process process, int port, ProcessFamily family, string temporary)
    {
        this.process = process;
        this.temporary = temporary;
        Family = family;
        http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(100) };
    }

    /// <summary>The AppHost and everything that it started, directly or not.</summary>
    public ProcessFamily Family { get; }

    public Uri QueryApi => http.BaseAddress!;

    public int ExitCode => process.ExitCode;

    public bool HasExited => process.HasExited;

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

    public static AppHostProcess Start(string dataFolder, int port, params string[] arguments) => Start(dataFolder, port, [], arguments);

    public static AppHostProcess Start(string dataFolder, int port, Dictionary<string, string?> environment, params string[] arguments)
    {
        var family = ProcessFamily.New();
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = BuildOutput.Repository,
        };
        foreach (var argument in (string[])["exec", BuildOutput.Program("Lakehouse.AppHost"), "--data", dataFolder, "--port", $"{port}", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        // What the orchestrator, and the services by default, leave in the temporary folder goes with it.
        var temporary = Directory.CreateTempSubdirectory("lakehouse-apphost-").FullName;
        start.Environment["TMPDIR"] = temporary;
        family.Mark(start.Environment);
        start.Environment["NO_COLOR"] = "1";
        var process = Process.Start(start)!;
        var host = new AppHostProcess(process, port, family, temporary);
        process.OutputDataReceived += (_, line) => host.Keep(line.Data);
        process.ErrorDataReceived += (_, line) => host.Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return host;
    }

    /// <summary>A port below those that the system gives to outgoing connections, so that none of them takes it before the AppHost listens there; each is given once.</summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                if (GivenPorts.TryAdd(port, true))
                {
                    return port;
                }
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                continue;
            }
        }
    }

    /// <summary>Asks until the query is answered with rows; gives up when the AppHost ends or the time is over.</summary>
    public async Task<JsonElement> QueryWhenReadyAsync(string sql, TimeSpan limit, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var last = "no answer yet";
        while (watch.Elapsed < limit)
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"The AppHost ended with code {process.ExitCode}:\n{Output}");
            }

            try
            {
                using var response = await PostAsync(sql, "application/json", cancellationToken);
                last = await response.Content.ReadAsStringAsync(cancellationToken);
                if (response.IsSuccessStatusCode && JsonSerializer.Deserialize<JsonElement>(last) is var answer && answer.GetProperty("rows").GetArrayLength() > 0)
                {
                    return answer;
                }
            }
            catch (HttpRequestException notYet)
            {
                last = notYet.Message;
            }
            catch (TaskCanceledException notInTime) when (!cancellationToken.IsCancellationRequested)
            {
                last = notInTime.Message;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        }

        throw new TimeoutException($"No answer within {limit}. Last: {last}\n{Output}");
    }

    /// <summary>Asks until the first value of the answer is the expected one.</summary>
    public async Task QueryUntilAsync(string sql, string expected, TimeSpan limit, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        string found;
        while ((found = (await QueryWhenReadyAsync(sql, limit, cancellationToken)).GetProperty("rows")[0][0].ToString()) != expected)
        {
            Assert.True(watch.Elapsed < limit, $"'{sql}' answers {found} instead of {expected} after {limit}:\n{Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        }
    }

    public Task<HttpResponseMessage> PostAsync(string sql, string accept, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/query") { Content = JsonContent.Create(new { sql }) };
        request.Headers.Accept.ParseAdd(accept);
        return http.SendAsync(request, cancellationToken);
    }

    /// <summary>Waits until the AppHost has printed <paramref name="text"/>.</summary>
    public async Task WaitForOutputAsync(string text, TimeSpan limit, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (!Output.Contains(text, StringComparison.OrdinalIgnoreCase))
        {
            Assert.True(watch.Elapsed < limit && !process.HasExited, $"'{text}' was not printed:\n{Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    /// <summary>Ctrl+C, then waits for the end.</summary>
    public async Task InterruptAsync(CancellationToken cancellationToken)
    {
        Signal("INT");
        await WaitForExitAsync(Patience, cancellationToken);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        process.Kill();
        await WaitForExitAsync(Patience, cancellationToken);
    }

    public async Task WaitForExitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The AppHost did not end within {limit}:\n{Output}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            Signal("INT");
            using var limit = new CancellationTokenSource(Patience);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Family.KillAllAsync(); // whoever still writes would hinder that the test's folder is deleted
        http.Dispose();
        process.Dispose();
        Directory.Delete(temporary, recursive: true);
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, $"{process.Id}"]);
        kill.WaitForExit();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lock (output)
            {
                output.AppendLine(line);
            }
        }
    }
}
