namespace Lakehouse.LocalPostgres.Tests;

public sealed class DataFolderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_folder_of_another_version_is_named_with_both_versions_and_stays_untouched()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Data);
        await File.WriteAllTextAsync(Path.Combine(folder.Data, "PG_VERSION"), "12\n", Cancellation);

        var refused = await Assert.ThrowsAsync<LocalPostgresException>(() => PostgresServer.StartAsync(folder.Server, Cancellation));

        Assert.Contains("made by PostgreSQL 12", refused.Message, StringComparison.Ordinal);
        Assert.Contains("POSTGRES_BIN", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["PG_VERSION"], Directory.EnumerateFileSystemEntries(folder.Data).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_folder_that_is_something_else_is_refused_and_stays_untouched()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Data);
        await File.WriteAllTextAsync(Path.Combine(folder.Data, "thesis.txt"), "…", Cancellation);

        var refused = await Assert.ThrowsAsync<LocalPostgresException>(() => PostgresServer.StartAsync(folder.Server, Cancellation));

        Assert.Contains("no data folder of PostgreSQL", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["thesis.txt"], Directory.EnumerateFileSystemEntries(folder.Data).Select(Path.GetFileName));
    }

    [Fact]
    public async Task What_an_interrupted_initdb_left_is_removed()
    {
        using var folder = new TemporaryFolder();
        var halfMade = Directory.CreateDirectory(folder.Data + ".initializing-1");
        await File.WriteAllTextAsync(Path.Combine(halfMade.FullName, "PG_VERSION"), "15\n", Cancellation);

        await using var server = await PostgresServer.StartAsync(folder.Server, Cancellation);

        Assert.False(halfMade.Exists && Directory.Exists(halfMade.FullName));
        Assert.Equal(1, await server.ScalarAsync("SELECT 1"));
    }

    [Fact]
    public async Task A_stale_postmaster_pid_whose_number_is_another_program_now_is_no_obstacle()
    {
        using var folder = new TemporaryFolder();
        await (await PostgresServer.StartAsync(folder.Server, Cancellation)).DisposeAsync();
        await File.WriteAllTextAsync(PostmasterFile.In(folder.Data), $"{Environment.ProcessId}\n{folder.Data}\n1763812345\n5432\n\n127.0.0.1\n  1  1\nready\n", Cancellation);

        await using var server = await PostgresServer.StartAsync(folder.Server, Cancellation);
        Assert.Equal(1, await server.ScalarAsync("SELECT 1"));
    }

    [Fact]
    public async Task A_server_that_a_killed_run_left_is_stopped_and_its_data_kept()
    {
        using var folder = new TemporaryFolder();
        await using (var first = await PostgresServer.StartAsync(folder.Server, Cancellation))
        {
            await first.ScalarAsync("CREATE TABLE kept AS SELECT 42 AS answer");
        }

        var leftover = await LeaveServerAsync(folder.Data);
        await using var server = await PostgresServer.StartAsync(folder.Server, Cancellation);

        Assert.False(Posix.IsAlive(leftover));
        Assert.Equal(42, await server.ScalarAsync("SELECT answer FROM kept"));
    }

    /// <summary>A server that nobody watches, as if everything above it had been killed at once.</summary>
    private static async Task<int> LeaveServerAsync(string data)
    {
        var binaries = await BinarySearch.OfThisMachine(null, _ => { }).FindAsync(null, data, Cancellation);
        var user = await UnprivilegedUser.ChooseAsync(binaries, data, Cancellation);
        await ToolRun.RunAsync(
            "sh", ["-c", "\"$@\" >/dev/null 2>&1 &", "sh", .. user.Command, binaries.Postgres, "-D", data, "-c", $"port={Ports.Free()}", "-c", "unix_socket_directories="], Cancellation);
        return await Eventually.NotNullAsync(() => PostmasterFile.ProcessId(data));
    }
}
