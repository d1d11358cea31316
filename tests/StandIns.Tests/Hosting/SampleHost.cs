using System.Diagnostics;

namespace StandIns.Tests.Hosting;

/// <summary>StandIns.SampleHost as a process of its own, to be interrupted and killed.</summary>
internal sealed class SampleHost : IDisposable
{
    private readonly Process _process;
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];

    private SampleHost(Process process)
    {
        _process = process;
        process.OutputDataReceived += Read;
        process.ErrorDataReceived += Read;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public string Output
    {
        get
        {
            lock (_lock)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    /// <param name="store">Where it records what it has started.</param>
    /// <param name="environment">Variables of its own.</param>
    public static SampleHost Start(TemporaryFolder store, params (string Name, string Value)[] environment) => Start(store, dashboard: false, environment);

    /// <param name="store">Where it records what it has started.</param>
    /// <param name="dashboard">Whether it runs a dashboard.</param>
    /// <param name="environment">Variables of its own.</param>
    public static SampleHost Start(TemporaryFolder store, bool dashboard, params (string Name, string Value)[] environment)
    {
        // …/bin/StandIns.Tests/debug/ and …/bin/StandIns.SampleHost/debug/
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(output.Parent!.Parent!.FullName, "StandIns.SampleHost", output.Name, "StandIns.SampleHost.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", program, $"--Aspire:Store:Path={store.Path}", "--AppHost:StopSeconds=20", .. dashboard ? ["--dashboard=true"] : Array.Empty<string>()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new(Process.Start(start)!);
    }

    public Task WaitForAsync(string text) => Processes.WaitAsync(() => Output.Contains(text, StringComparison.Ordinal) || _process.HasExited, $"'{text}' in the output:\n{Output}");

    /// <summary>Its children are up.</summary>
    public async Task<IReadOnlyList<int>> WaitForChildrenAsync()
    {
        await WaitForAsync("and its child");
        return Processes.DescendantsOf(Id);
    }

    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Processes.Patience, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(); // its guardian ends the rest
        }

        _process.Dispose();
    }

    private void Read(object sender, DataReceivedEventArgs e)
    {
        lock (_lock)
        {
            _lines.Add(e.Data ?? string.Empty);
        }
    }
}
