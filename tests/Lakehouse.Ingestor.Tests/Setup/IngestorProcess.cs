using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Lakehouse.Ingestor.Tests.Setup;

/// <summary>The service as a process of its own, to be killed.</summary>
internal sealed partial class IngestorProcess : IDisposable
{
    private const int Interrupt = 2; // SIGINT

    private readonly Process process;
    private readonly LogLines output = new();

    private IngestorProcess(ProcessStartInfo start)
    {
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => output.Add(line.Data);
        process.ErrorDataReceived += (_, line) => output.Add(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where it listens, once it has said so.</summary>
    public Uri Address => new(Output.Split("Now listening on: ")[1].Split('\n')[0].Trim());

    public string Output => output.ToString();

    /// <summary>The most memory that it has had so far: <c>VmHWM:  123456 kB</c>.</summary>
    public int PeakMebibytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{process.Id}/status").First(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
            return int.Parse(line.AsSpan(6, line.Length - 6 - "kB".Length).Trim(), System.Globalization.CultureInfo.InvariantCulture) / 1024;
        }
    }

    public static IngestorProcess Start(string connectionString, string lake, params string[] settings)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = AppContext.BaseDirectory };
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "Lakehouse.Ingestor.dll"), "--urls=http://127.0.0.1:0", $"--Lake:Root={lake}", $"--Ingestor:SpoolFolder={lake}", "--Source:Name=test", "--Source:Schemas:0=public", "--Ingestor:CaptureChanges=false",
            .. settings,
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["ConnectionStrings__movielens"] = connectionString;
        return new IngestorProcess(start);
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Ctrl+C.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> InterruptAsync()
    {
        Assert.Equal(0, SendSignal(process.Id, Interrupt));
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await process.WaitForExitAsync(deadline.Token);
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
