using System.Diagnostics;

namespace Lakehouse.Cli.Tests;

/// <summary>A Transformer as a process of its own.</summary>
internal sealed class RunningTransformer : IDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly Process process;

    private RunningTransformer(Process process, Uri address)
    {
        this.process = process;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<RunningTransformer> StartAsync(string pipeline, string lake)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Lakehouse.Transformer.dll")]) { RedirectStandardOutput = true };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["Pipeline__Folder"] = pipeline;
        start.Environment["Lake__Root"] = lake;
        start.Environment["Transformer__TempDirectory"] = Path.Combine(lake, "temp");
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            {
                // What it goes on to say must not fill the pipe.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return new RunningTransformer(process, new Uri(line[(at + Listening.Length)..]));
            }
        }

        throw new InvalidOperationException("The Transformer ended; its messages are above.");
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
