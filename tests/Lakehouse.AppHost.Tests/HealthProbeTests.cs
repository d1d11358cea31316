using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lakehouse.AppHost.Tests;

/// <summary>Each service's program asks a running one for its health, as the containers' health checks do.</summary>
public sealed class HealthProbeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Lakehouse.QueryApi", "200 OK", 0)]
    [InlineData("Lakehouse.Transformer", "200 OK", 0)]
    [InlineData("Lakehouse.Ingestor", "503 Service Unavailable", 1)]
    public async Task A_probe_tells_what_health_answers(string service, string answer, int expected)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var asked = AnswerOnceAsync(listener, answer);

        var (code, output) = await ProbeAsync(service, ((IPEndPoint)listener.LocalEndpoint).Port);

        Assert.True(code == expected, output);
        Assert.Contains(answer[..3], output, StringComparison.Ordinal);
        Assert.StartsWith("GET /health ", await asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_listens_the_service_is_not_healthy()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // bound and not listening: a connection is refused, and nobody else gets the port

        var (code, output) = await ProbeAsync("Lakehouse.Transformer", ((IPEndPoint)taken.LocalEndPoint!).Port);

        Assert.Equal(1, code);
        Assert.Contains("does not answer", output, StringComparison.Ordinal);
    }

    private static async Task<string> AnswerOnceAsync(TcpListener listener, string answer)
    {
        using var client = await listener.AcceptTcpClientAsync(Cancel);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var first = await reader.ReadLineAsync(Cancel) ?? "";
        while (!string.IsNullOrEmpty(await reader.ReadLineAsync(Cancel)))
        {
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), Cancel);
        return first;
    }

    private static async Task<(int Code, string Output)> ProbeAsync(string service, int port)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", BuildOutput.Program(service), "--probe"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ASPNETCORE_HTTP_PORTS"] = port.ToString(CultureInfo.InvariantCulture);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Cancel);
        var error = process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, await output + await error);
    }
}
