using Lakehouse.Storage;
using Lakehouse.Storage.Tests;

[assembly: AssemblyFixture(typeof(S3Emulator))]

namespace Lakehouse.Cli.Tests.Table;

public class TableOnS3Tests(S3Emulator emulator)
{
    [Fact]
    public async Task Tables_on_S3_are_looked_at_and_cared_for_as_others_are()
    {
        await using var t = await OnS3Async(NewStore());
        await t.AppendAsync("SELECT 20::INTEGER AS id, 'late' AS name, 1.0::DOUBLE AS share, DATE '2026-02-01' AS day");
        var file = Path.Combine(t.Folder, "rows.parquet");

        Assert.StartsWith("s3://lake/", t.Location, StringComparison.Ordinal);
        Assert.Equal(9, Assert.Single(await t.JsonAsync("show")).GetProperty("rows").GetInt64());
        Assert.Equal(["late"], (await t.JsonAsync("read", "--where", "id > 10")).Select(row => row.GetProperty("name").GetString()));
        Assert.Equal(0, (await t.RunAsync("read", "--out", file)).ExitCode);
        Assert.Equal(["9"], await t.QueryAsync($"SELECT count(*) FROM '{file}'"));
        Assert.Equal(2, (await t.JsonAsync("changes", "--from", "1", "--to", "1")).Length);
        Assert.Equal((0, 1), ((await t.RunAsync("verify")).ExitCode, Assert.Single(await t.JsonAsync("optimize")).GetProperty("filesAdded").GetInt32()));
        Assert.Equal(3, Assert.Single(await t.JsonAsync("checkpoint")).GetProperty("version").GetInt64());
        Assert.Equal(2, Assert.Single(await t.JsonAsync("restore", "--version", "1")).GetProperty("filesAdded").GetInt32() + 1);
        Assert.Equal(0, (await t.RunAsync("verify")).ExitCode);
    }

    [Fact]
    public async Task Every_command_takes_a_table_on_S3()
    {
        await using var t = await OnS3Async(NewStore());
        await t.AppendAsync("SELECT 20::INTEGER AS id, 'late' AS name, 1.0::DOUBLE AS share, DATE '2026-02-01' AS day");

        Assert.Equal(["WRITE", "DELETE", "WRITE"], (await t.JsonAsync("history")).Select(commit => commit.GetProperty("operation").GetString()));
        Assert.Equal(2, (await t.JsonAsync("files")).Length);
        Assert.Equal(["insert"], (await t.JsonAsync("changes", "--from", "2")).Select(change => change.GetProperty("_change_type").GetString()));
        Assert.True(Assert.Single(await t.JsonAsync("compat")).GetProperty("engines").GetArrayLength() >= 6);
        Assert.Equal(5, (await t.RunAsync("compat", "--engine", "athena")).ExitCode);
        Assert.Equal(2, Assert.Single(await t.JsonAsync("optimize")).GetProperty("filesRemoved").GetInt32());
        var unneeded = Assert.Single(await t.JsonAsync("vacuum", "--retention", "0s", "--allow-short-retention", "--dry-run")).GetProperty("files").GetArrayLength();
        Assert.Equal((3, unneeded), (unneeded, Assert.Single(await t.JsonAsync("vacuum", "--retention", "0s", "--allow-short-retention")).GetProperty("files").GetArrayLength())); // two data files and a vector
        Assert.Equal(1, (await t.RunAsync("restore", "--version", "0")).ExitCode); // its file is gone
        Assert.Equal(9, (await t.JsonAsync("read")).Length);
        Assert.Equal(3, Assert.Single(await t.JsonAsync("checkpoint")).GetProperty("version").GetInt64());
        Assert.Equal(0, (await t.RunAsync("verify")).ExitCode);
    }

    [Fact]
    public async Task A_folder_on_S3_becomes_a_table()
    {
        var store = NewStore();
        await using var t = new TemporaryTable(store.Root);
        var file = Path.Combine(t.Folder, "a.parquet");
        await t.QueryAsync($"COPY (SELECT i AS id FROM range(5) r(i)) TO '{file}' (FORMAT parquet)");
        await store.PutAsync("year=2026/a b.parquet", await File.ReadAllBytesAsync(file, TemporaryTable.Cancellation), TemporaryTable.Cancellation);

        Assert.Equal(5, Assert.Single(await t.JsonAsync("convert")).GetProperty("rows").GetInt64());
        Assert.Equal(["""{"id":4,"year":2026}"""], (await t.JsonAsync("read", "--where", "id = 4")).Select(row => row.GetRawText()));
        Assert.Equal(0, (await t.RunAsync("verify")).ExitCode);
    }

    [Fact]
    public async Task A_result_is_written_to_S3()
    {
        await using var t = await TemporaryTable.CreateAsync();
        var store = NewStore();

        var (exit, _, error) = await t.RunAsync("read", "--where", "id = 1", "--columns", "id", "--out", store.Root.OriginalString + "rows.csv");

        Assert.True(exit == 0, error);
        Assert.Equal("id\r\n1\r\n"u8.ToArray(), await store.ReadAsync("rows.csv", TemporaryTable.Cancellation));
    }

    [Fact]
    public async Task A_missing_file_is_named_as_the_log_names_it()
    {
        var store = NewStore();
        await using var t = await OnS3Async(store);
        var path = Assert.Single(await t.JsonAsync("files")).GetProperty("path").GetString()!;
        await store.DeleteAsync(path, TemporaryTable.Cancellation);

        var read = await t.RunAsync("read");
        var verify = await t.RunAsync("verify");

        Assert.Equal((1, 5), (read.ExitCode, verify.ExitCode));
        Assert.StartsWith("error: A data file is not where the log says.", read.Error, StringComparison.Ordinal);
        Assert.Contains($"[table {store.Root}, version 1, file s3://lake/", read.Error, StringComparison.Ordinal);
        Assert.EndsWith($"/{path}]\n", read.Error, StringComparison.Ordinal);
        Assert.Contains($"File: {path}: The file is not there.", verify.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_exits_3()
    {
        var nobody = new Dictionary<string, string> { ["AWS_ENDPOINT_URL_S3"] = "http://127.0.0.1:1", ["AWS_ACCESS_KEY_ID"] = "test", ["AWS_SECRET_ACCESS_KEY"] = "test" };

        var (exit, _, error) = await CommandLine.RunWithAsync(nobody, null, "table", "show", "s3://lake/nowhere");

        Assert.Equal(3, exit);
        Assert.StartsWith("error: Could not read s3://lake/nowhere/_delta_log/_last_checkpoint: Connection refused. Check the network and a proxy, and the address of the service: AWS_ENDPOINT_URL_S3", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "eu-west-1", "no usable credentials are found (")]
    [InlineData("test", "", "no region is known. Set AWS_REGION, or a region in the profile.")]
    public async Task What_the_client_lacks_is_said(string key, string region, string reason)
    {
        var environment = new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL_S3"] = "",
            ["AWS_ENDPOINT_URL"] = "",
            ["AWS_ACCESS_KEY_ID"] = key,
            ["AWS_SECRET_ACCESS_KEY"] = key,
            ["AWS_SESSION_TOKEN"] = "",
            ["AWS_REGION"] = region,
            ["AWS_DEFAULT_REGION"] = region,
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["HOME"] = "/nowhere",
            ["AWS_SHARED_CREDENTIALS_FILE"] = "/nowhere/credentials",
            ["AWS_CONFIG_FILE"] = "/nowhere/config",
        };

        var (exit, _, error) = await CommandLine.RunWithAsync(environment, null, "table", "show", "s3://lake/nowhere");

        Assert.Equal(1, exit);
        Assert.StartsWith($"error: Could not read s3://lake/nowhere/_delta_log/_last_checkpoint: {reason}", error, StringComparison.Ordinal);
    }

    private ObjectStore NewStore() => ObjectStores.Open(emulator.NewLocation());

    /// <summary>The usual table, made in a folder and copied.</summary>
    private static async Task<TemporaryTable> OnS3Async(ObjectStore store)
    {
        await using var local = await TemporaryTable.CreateAsync();
        foreach (var file in Directory.EnumerateFiles(local.Location, "*", SearchOption.AllDirectories))
        {
            await store.PutAsync(Path.GetRelativePath(local.Location, file), await File.ReadAllBytesAsync(file, TemporaryTable.Cancellation), TemporaryTable.Cancellation);
        }

        return new TemporaryTable(store.Root);
    }
}
