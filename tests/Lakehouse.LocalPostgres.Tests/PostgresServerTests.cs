using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Lakehouse.LocalPostgres.Tests;

public sealed class PostgresServerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_is_ready_for_logical_replication_in_UTF8_and_listens_on_loopback_only()
    {
        await using var server = await PostgresServer.StartAsync(new PostgresServerOptions { Database = "films \"and\" tags" }, Cancellation);

        Assert.Equal("logical", await server.ScalarAsync("SHOW wal_level"));
        Assert.Equal("UTF8", await server.ScalarAsync("SHOW server_encoding"));
        Assert.Equal("127.0.0.1", await server.ScalarAsync("SHOW listen_addresses"));
        Assert.Equal("scram-sha-256", await server.ScalarAsync("SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules"));
        Assert.Equal("films \"and\" tags", await server.ScalarAsync("SELECT current_database()"));
        Assert.Equal("lsn", (await server.ScalarAsync("SELECT 'lsn' FROM pg_create_logical_replication_slot('slot', 'pgoutput')"))!);
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        await using var server = await PostgresServer.StartAsync(new PostgresServerOptions(), Cancellation);
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = "wrong", Pooling = false }.ConnectionString);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync(Cancellation));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
    }

    [Fact]
    public async Task Temporary_servers_run_side_by_side_and_leave_nothing()
    {
        var first = await PostgresServer.StartAsync(new PostgresServerOptions(), Cancellation);
        var second = await PostgresServer.StartAsync(new PostgresServerOptions(), Cancellation);
        Assert.NotEqual(first.Port, second.Port);
        Assert.NotEqual(first.DataDirectory, second.DataDirectory);
        int[] processes = [PostmasterFile.ProcessId(first.DataDirectory)!.Value, PostmasterFile.ProcessId(second.DataDirectory)!.Value];

        await first.DisposeAsync();
        Assert.Equal(1, await second.ScalarAsync("SELECT 1"));
        await second.DisposeAsync();

        Assert.False(Directory.Exists(Path.GetDirectoryName(first.DataDirectory)));
        Assert.False(Directory.Exists(Path.GetDirectoryName(second.DataDirectory)));
        Assert.All(processes, process => Assert.False(Posix.IsAlive(process)));
    }

    [Fact]
    public async Task A_second_start_continues_on_the_same_data_with_the_same_password()
    {
        using var folder = new TemporaryFolder();
        await using (var first = await PostgresServer.StartAsync(folder.Server, Cancellation))
        {
            await first.ScalarAsync("CREATE TABLE kept AS SELECT 42 AS answer");
        }

        await using var second = await PostgresServer.StartAsync(folder.Server, Cancellation);
        Assert.Equal(42, await second.ScalarAsync("SELECT answer FROM kept"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.Data + ".password"));
    }

    [Fact]
    public async Task Two_servers_on_one_folder_are_refused()
    {
        using var folder = new TemporaryFolder();
        await using var first = await PostgresServer.StartAsync(folder.Server, Cancellation);

        var refused = await Assert.ThrowsAsync<LocalPostgresException>(() => PostgresServer.StartAsync(folder.Server with { LockTimeout = TimeSpan.Zero }, Cancellation));
        Assert.Contains($"'{folder.Data}' is in use", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, await first.ScalarAsync("SELECT 1"));
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var refused = await Assert.ThrowsAsync<LocalPostgresException>(() => PostgresServer.StartAsync(new PostgresServerOptions { Port = port }, Cancellation));
        Assert.Contains($"Port {port}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_of_the_caller_win()
    {
        await using var server = await PostgresServer.StartAsync(new PostgresServerOptions { Settings = new Dictionary<string, string> { ["max_replication_slots"] = "7" } }, Cancellation);
        Assert.Equal("7", await server.ScalarAsync("SHOW max_replication_slots"));
    }

    [Fact]
    public async Task An_invalid_setting_gives_the_servers_own_words()
    {
        var options = new PostgresServerOptions { Settings = new Dictionary<string, string> { ["wal_level"] = "illogical" } };
        var failed = await Assert.ThrowsAsync<LocalPostgresException>(() => PostgresServer.StartAsync(options, Cancellation));
        Assert.Contains("illogical", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_a_start_leaves_no_process_and_nothing_half_made()
    {
        using var folder = new TemporaryFolder();
        using var cancel = new CancellationTokenSource();
        var options = folder.Server with
        {
            Log = line =>
            {
                if (line.StartsWith("Making the data folder", StringComparison.Ordinal))
                {
                    cancel.CancelAfter(50);
                }
            },
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PostgresServer.StartAsync(options, cancel.Token));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(folder.Path), entry => entry.Contains("initializing", StringComparison.Ordinal));

        await using var server = await PostgresServer.StartAsync(folder.Server, Cancellation);
        Assert.Equal(1, await server.ScalarAsync("SELECT 1"));
    }
}
