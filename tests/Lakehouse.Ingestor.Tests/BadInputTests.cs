using System.Net;
using Lakehouse.Ingestor.Tests.Setup;
using Npgsql;

namespace Lakehouse.Ingestor.Tests;

public sealed class BadInputTests(PostgresFixture postgres)
{
    private const string Secret = "s3cr3t-pa55word";

    [Theory]
    [InlineData($"Host=127.0.0.1;Port=1;Username=u;Password={Secret};Database=d", "Could not reach u@127.0.0.1:1/d")]
    [InlineData($"Host=no-such-host.invalid;Username=u;Password={Secret};Database=d", "Could not reach u@no-such-host.invalid:5432/d")]
    [InlineData($"Host=127.0.0.1;Pasword={Secret}", "The connection string 'movielens' is malformed")]
    [InlineData("", "There is no connection string 'movielens'")]
    public async Task A_connection_string_that_leads_nowhere_is_explained_without_its_password(string connectionString, string expected)
    {
        using var lake = new TemporaryLake();
        await using var ingestor = await RunningIngestor.StartAsync(connectionString, lake.Path);
        await Poll.UntilAsync(async () => await ingestor.HealthAsync() == HttpStatusCode.ServiceUnavailable && (await ProblemAsync(ingestor)).Length > 0);

        Assert.Contains(expected, await ProblemAsync(ingestor), StringComparison.Ordinal);
        await Poll.UntilAsync(() => ingestor.Log.Contains("Trying again")); // it is logged after it is reported
        Assert.False(ingestor.Log.Contains(Secret), ingestor.Log.ToString());
    }

    [Fact]
    public async Task A_wrong_password_and_a_missing_database_are_named()
    {
        using var lake = new TemporaryLake();
        var password = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Password = Secret }.ConnectionString;
        var database = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Database = "nowhere" }.ConnectionString;
        await using var first = await RunningIngestor.StartAsync(password, lake.Path);
        await using var second = await RunningIngestor.StartAsync(database, lake.Path);

        await Poll.UntilAsync(async () => (await ProblemAsync(first)).Contains("Check user and password", StringComparison.Ordinal));
        await Poll.UntilAsync(async () => (await ProblemAsync(second)).Contains("no such database", StringComparison.Ordinal));
        Assert.False(first.Log.Contains(Secret));
    }

    [Fact]
    public async Task A_table_that_may_not_be_read_says_what_to_grant()
    {
        var database = await postgres.CreateAsync("""
            CREATE TABLE open (id int); CREATE TABLE closed (id int);
            CREATE ROLE reader LOGIN REPLICATION PASSWORD 'reader'; GRANT SELECT ON open TO reader
            """);
        using var lake = new TemporaryLake();
        var reader = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = "reader", Password = "reader" }.ConnectionString;
        await using var ingestor = await RunningIngestor.StartAsync(reader, lake.Path);
        await ingestor.UntilLoadedAsync("open");
        var report = await ingestor.UntilAsync("closed", "failed");

        Assert.Contains("GRANT SELECT ON \"public\".\"closed\"", report.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_that_is_not_UTF_8_sets_its_table_aside_instead_of_spoiling_a_file()
    {
        var admin = await postgres.CreateAsync("CREATE DATABASE bytes ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        var database = new TestDatabase(new NpgsqlConnectionStringBuilder(admin.ConnectionString) { Database = "bytes" }.ConnectionString);
        await database.RunAsync("CREATE TABLE good (t text); INSERT INTO good VALUES ('x'); CREATE TABLE latin (id int, name text); INSERT INTO latin VALUES (1, E'gr\\xf6\\xdfe')");
        using var lake = new TemporaryLake();
        await using var ingestor = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path);
        await ingestor.UntilLoadedAsync("good");
        var report = await ingestor.UntilAsync("latin", "failed");

        Assert.Contains("invalid byte sequence for encoding \"UTF8\": 0xf6 0xdf 0x65", report.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Empty(lake.Raw.Files("latin"));
    }

    [Fact]
    public async Task A_role_that_may_not_replicate_loads_and_is_told_that_changes_are_not_captured()
    {
        var database = await postgres.CreateAsync("CREATE TABLE t (id int); CREATE ROLE plain LOGIN PASSWORD 'plain'; GRANT SELECT ON t TO plain");
        using var lake = new TemporaryLake();
        var plain = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = "plain", Password = "plain" }.ConnectionString;
        await using var ingestor = await RunningIngestor.StartAsync(plain, lake.Path, "--Ingestor:CaptureChanges=true");
        await ingestor.UntilLoadedAsync("t");

        Assert.True(ingestor.Log.Contains("cannot be captured"), ingestor.Log.ToString());
    }

    private static async Task<string> ProblemAsync(RunningIngestor ingestor) => (await ingestor.TablesAsync()).GetProperty("problem").GetString() ?? "";
}
