using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Lakehouse.Cli.Tests.Table;

public class TableProgressTests
{
    private const int Interrupt = 2; // SIGINT

    [Theory]
    [InlineData("optimize", "writing files anew: 0 of 3 files, 0 B of ")]
    [InlineData("vacuum", "listing files: 0 files")]
    [InlineData("checkpoint", "writing the checkpoint: 0 of 3 actions")]
    [InlineData("verify", "reading the log: 0 of 3 versions, 0 %")]
    public async Task People_see_how_far_a_command_has_come(string command, string shown)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "script(1), which gives a command a terminal, is not installed.");
        await using var t = await SmallFilesAsync(3, 10);

        var (exit, terminal) = await OnTerminalAsync($"{CommandLine.Program} table {command} '{t.Location}' > '{t.Folder}/output'");
        var (_, silent) = await OnTerminalAsync($"{CommandLine.Program} table {command} '{t.Location}' --json > '{t.Folder}/output'");

        Assert.Equal(0, exit);
        Assert.Matches($@", \d+ s: {Regex.Escape(shown)}", terminal);
        Assert.DoesNotContain(" s: ", silent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_that_are_written_to_a_file_are_counted()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "script(1), which gives a command a terminal, is not installed.");
        await using var t = await SmallFilesAsync(2, 1_500_000);

        var (exit, terminal) = await OnTerminalAsync($"{CommandLine.Program} table read '{t.Location}' --out '{t.Folder}/rows.jsonl'");

        Assert.Equal(0, exit);
        Assert.Matches(@"Reading, \d+ s: reading: [\d,]+ of 3,000,000 rows, .* of .*iB, \d+ %", terminal);
        Assert.Contains("3,000,000 rows written", terminal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_stops_a_command_and_leaves_the_table_whole()
    {
        await using var t = await SmallFilesAsync(4, 500_000);
        var uploads = Path.Combine(t.Location, ".uploads");
        using var process = CommandLine.Start(null, "table", "optimize", t.Location, "--zorder", "id,name");
        var error = process.StandardError.ReadToEndAsync(TemporaryTable.Cancellation);
        while (!process.HasExited && !(Directory.Exists(uploads) && Directory.EnumerateFileSystemEntries(uploads).Any()))
        {
            await Task.Delay(1, TemporaryTable.Cancellation);
        }

        Assert.Equal(0, Kill(process.Id, Interrupt));
        await process.WaitForExitAsync(TemporaryTable.Cancellation);

        Assert.Equal((130, "Stopped.\n"), (process.ExitCode, await error));
        Assert.Equal(3, Assert.Single(await t.JsonAsync("show")).GetProperty("version").GetInt64());
        Assert.Equal(0, (await t.RunAsync("verify")).ExitCode);
        Assert.Empty(Directory.EnumerateFileSystemEntries(uploads));
    }

    private static async Task<TemporaryTable> SmallFilesAsync(int files, int rows)
    {
        var t = new TemporaryTable();
        for (var i = 0; i < files; i++)
        {
            await t.AppendAsync($"SELECT i::INTEGER AS id, md5(i::VARCHAR) AS name FROM range({rows}) r(i)");
        }

        return t;
    }

    /// <summary>Runs a command line whose standard error is a terminal; returns what that shows.</summary>
    private static async Task<(int ExitCode, string Terminal)> OnTerminalAsync(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/script", ["-qefc", command, "/dev/null"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var shown = process.StandardOutput.ReadToEndAsync(TemporaryTable.Cancellation);
        await process.WaitForExitAsync(TemporaryTable.Cancellation);
        return (process.ExitCode, await shown);
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
