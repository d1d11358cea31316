using System.Diagnostics;
using System.Runtime.CompilerServices;
using Lakehouse.Cli.Tests.Table;

namespace Lakehouse.Cli.Tests;

public class PackedToolTests
{
    [Fact]
    public async Task The_package_installs_as_a_tool_that_brings_its_engine()
    {
        await using var t = await TemporaryTable.CreateAsync();
        var packages = Path.Combine(t.Folder, "packages");
        var tools = Path.Combine(t.Folder, "tools");

        await DotnetAsync(t.Folder, "pack", Project(), "--no-build", "--configuration", Configuration, "--output", packages);
        await DotnetAsync(t.Folder, "tool", "install", "Lakehouse.Cli", "--tool-path", tools, "--source", packages);
        var rows = await RunAsync(t.Folder, Path.Combine(tools, OperatingSystem.IsWindows() ? "lakehouse.exe" : "lakehouse"), "table", "read", t.Location, "--columns", "id", "--where", "id = 3", "--json");

        Assert.Equal("{\"id\":3}\n", rows);
    }

    /// <summary>What these tests were built as, for nothing is built here: <c>artifacts/bin/Lakehouse.Cli.Tests/debug/</c>.</summary>
    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Name.StartsWith("release", StringComparison.OrdinalIgnoreCase) ? "Release" : "Debug";

    private static string Project([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../Lakehouse.Cli"));

    private static Task<string> DotnetAsync(string temporary, params string[] arguments) => RunAsync(temporary, "dotnet", arguments);

    /// <param name="temporary">Where it leaves what it does not clean up.</param>
    /// <param name="program">What is run.</param>
    /// <param name="arguments">Its arguments.</param>
    private static async Task<string> RunAsync(string temporary, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["TMPDIR"] = temporary;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await output}{await error}");
        return await output;
    }
}
