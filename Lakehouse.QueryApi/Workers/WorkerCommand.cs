using System.Diagnostics;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Workers.Confinement;

namespace Lakehouse.QueryApi.Workers;

/// <summary>How a worker process is started: this program once more, with an environment that holds no secrets, confined by the kernel.</summary>
internal static class WorkerCommand
{
    private static readonly string[] Inherited = ["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "LANG", "SYSTEMROOT", "LD_LIBRARY_PATH", "DOTNET_ROOT", "DOTNET_HOST_PATH"];

    public static async Task<Process> StartAsync(string socketPath, EngineSettings settings)
    {
        var assembly = typeof(WorkerCommand).Assembly.Location;
        var start = new ProcessStartInfo { FileName = Executable(assembly), UseShellExecute = false, RedirectStandardInput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.Add(assembly);
        }

        start.ArgumentList.Add(WorkerHost.Argument);
        start.ArgumentList.Add(socketPath);
        var environment = Inherited.Select(name => (name, value: Environment.GetEnvironmentVariable(name))).Where(pair => pair.value is not null).ToArray();
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        // A worker computes in DuckDB; what it keeps in managed memory is blocks on their way out.
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x20000000";
        // Arrow batches of thousands of columns are many small objects: they are collected after 16 MB of them, not after what the processor's cache holds.
        start.Environment["DOTNET_GCgen0MaxBudget"] = "0x1000000";
        // What DuckDB frees goes back to the system after 20 ms, not after a second: the chunks of a wide result are hundreds of megabytes.
        // Its addresses go back with it, since they count against the worker's limit, too.
        start.Environment["DUCKDB_JE_MALLOC_CONF"] = "dirty_decay_ms:20,muzzy_decay_ms:0,retain:false";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        // The Parquet writer's own allocator takes a gigabyte of addresses at once, which counts against the worker's limit.
        start.Environment["ARROW_DEFAULT_MEMORY_POOL"] = "system";
        Directory.CreateDirectory(settings.TempFolder);
        var process = await WorkerConfinement.StartAsync(start, settings);
        process.StandardInput.Close();
        return process;
    }

    private static string Executable(string assembly)
    {
        var own = Path.Combine(AppContext.BaseDirectory, Path.GetFileNameWithoutExtension(assembly) + (OperatingSystem.IsWindows() ? ".exe" : ""));
        return assembly.Length == 0 ? Environment.ProcessPath!
            : File.Exists(own) ? own
            : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host
            : "dotnet";
    }
}
