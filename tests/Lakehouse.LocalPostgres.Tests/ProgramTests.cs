namespace Lakehouse.LocalPostgres.Tests;

public sealed class ProgramTests
{
    private const int Terminate = 15;

    [Theory]
    [InlineData(Posix.Interrupt)]
    [InlineData(Terminate)]
    public async Task A_signal_stops_the_program_and_its_server(int signal)
    {
        using var folder = new TemporaryFolder();
        using var program = RunningProgram.Start(RunningProgram.Path, ["--data", folder.Data]);
        await program.ReadyAsync();
        var server = PostmasterFile.ProcessId(folder.Data)!.Value;

        Posix.Send(program.ProcessId, signal);

        Assert.Equal(0, await program.ExitAsync());
        Assert.False(Posix.IsAlive(server));
        Assert.Contains("database system is shut down", program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killing_the_program_stops_its_server_in_order()
    {
        using var folder = new TemporaryFolder();
        using var program = RunningProgram.Start(RunningProgram.Path, ["--data", folder.Data]);
        await program.ReadyAsync();
        var server = PostmasterFile.ProcessId(folder.Data)!.Value;

        Posix.Send(program.ProcessId, Posix.Kill);

        await Eventually.TrueAsync(() => !Posix.IsAlive(server));
        Assert.False(File.Exists(PostmasterFile.In(folder.Data)));
    }

    [Fact]
    public async Task Killing_what_started_the_program_stops_both()
    {
        using var folder = new TemporaryFolder();
        using var parent = RunningProgram.Start("sh", ["-c", "\"$@\" & echo $!; wait", "sh", RunningProgram.Path, "--data", folder.Data]);
        await parent.ReadyAsync();
        var program = parent.Lines.Select(line => int.TryParse(line, System.Globalization.CultureInfo.InvariantCulture, out var id) ? id : 0).First(id => id > 0);
        var server = PostmasterFile.ProcessId(folder.Data)!.Value;

        Posix.Send(parent.ProcessId, Posix.Kill);

        await Eventually.TrueAsync(() => !Posix.IsAlive(server) && !Posix.IsAlive(program));
    }

    [Fact]
    public async Task A_server_that_dies_is_reported_with_its_last_lines()
    {
        using var folder = new TemporaryFolder();
        using var program = RunningProgram.Start(RunningProgram.Path, ["--data", folder.Data]);
        await program.ReadyAsync();

        Posix.Send(PostmasterFile.ProcessId(folder.Data)!.Value, Posix.Quit);

        Assert.Equal(1, await program.ExitAsync());
        Assert.Contains("ended by itself", program.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port", "seventy", "is no port")]
    [InlineData("--colour", "red", "Unknown option '--colour'")]
    public async Task A_wrong_option_is_named(string option, string value, string message)
    {
        using var program = RunningProgram.Start(RunningProgram.Path, [option, value]);
        Assert.Equal(1, await program.ExitAsync());
        Assert.Contains(message, program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_POSTGRES_BIN_without_binaries_is_named()
    {
        using var folder = new TemporaryFolder();
        using var program = RunningProgram.Start(RunningProgram.Path, ["--data", folder.Data], ("POSTGRES_BIN", folder.Path));
        Assert.Equal(1, await program.ExitAsync());
        Assert.Contains($"POSTGRES_BIN is set to '{folder.Path}'", program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_user_namespaces_are_forbidden_root_really_changes_the_user()
    {
        Assert.SkipUnless(Posix.IsRoot, "Only root has to become somebody else.");
        using var folder = new TemporaryFolder();
        var forbidden = Path.Combine(folder.Path, "unshare");
        await File.WriteAllTextAsync(forbidden, "#!/bin/sh\nexit 1\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(forbidden, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        // A temporary folder is closed to others (0700), as /root is.
        using var program = RunningProgram.Start(RunningProgram.Path, ["--data", folder.Data], ("PATH", $"{folder.Path}:{Environment.GetEnvironmentVariable("PATH")}"));
        await program.ReadyAsync();
        var owner = await ToolRun.RunAsync("stat", ["-c", "%u", folder.Data], TestContext.Current.CancellationToken);
        Posix.Send(program.ProcessId, Posix.Interrupt);

        Assert.Equal(0, await program.ExitAsync());
        Assert.Equal("65534", owner.Output);
    }
}
