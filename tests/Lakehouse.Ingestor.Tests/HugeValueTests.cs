using System.Globalization;
using Lakehouse.Ingestor.Tests.Setup;

namespace Lakehouse.Ingestor.Tests;

/// <summary>Changes with values up to the limit, beyond it, and beyond what Postgres itself can print.</summary>
public sealed class HugeValueTests(PostgresFixture postgres)
{
    private const int Limit = 32 << 20;
    private const int MemoryLimit = 512;

    private static readonly string[] Settings = [TestDatabase.Capture, "--Ingestor:ChangeInterval=00:00:00.100", "--Ingestor:DiscoveryInterval=00:00:00.200"];

    /// <summary>With replica identity full an update has both rows, each with a value of the largest size.</summary>
    [Theory]
    [InlineData("DEFAULT", 512)]
    [InlineData("FULL", 512)]
    public async Task Values_of_the_largest_size_are_captured_in_bounded_memory(string identity, int most)
    {
        var database = await postgres.CreateAsync($"CREATE TABLE big (id int PRIMARY KEY, body text); ALTER TABLE big REPLICA IDENTITY {identity}");
        using var lake = new TemporaryLake();
        using var ingestor = IngestorProcess.Start(database.ConnectionString, lake.Path, Settings);
        await Poll.UntilAsync(() => ingestor.Output.Contains("Capturing changes", StringComparison.Ordinal));
        await database.RunAsync($"INSERT INTO big SELECT i, repeat('a', {Limit}) FROM generate_series(1, 3) i");
        await database.RunAsync($"UPDATE big SET body = repeat('b', {Limit})");
        await database.RunAsync("INSERT INTO big VALUES (4, 'end')");

        await Poll.UntilAsync(() => RawReader.Query($"SELECT count(*) FROM {lake.Raw.Relation("big")} WHERE id = 4") is [["1"]]);
        Assert.Equal(
            [["I", "1"], ["I", "2"], ["I", "3"], ["U", "1"], ["U", "2"], ["U", "3"]],
            RawReader.Query($"SELECT Op, id FROM {lake.Raw.Relation("big")} WHERE length(body) = {Limit.ToString(CultureInfo.InvariantCulture)} ORDER BY change_seq"));
        Assert.InRange(ingestor.PeakMebibytes, 1, most);
    }

    /// <summary>600 MB of text come as one message, which is passed by; as many bytes would be 1.2 GB in hexadecimal, which Postgres cannot make.</summary>
    [Theory]
    [InlineData("text")]
    [InlineData("bytea")]
    public async Task What_is_beyond_the_limit_sets_its_table_aside_and_no_other_in_bounded_memory(string type)
    {
        var database = await postgres.CreateAsync($"CREATE TABLE huge (id int PRIMARY KEY, body {type}); CREATE TABLE fine (id int PRIMARY KEY, body text)");
        using var lake = new TemporaryLake();
        using var ingestor = IngestorProcess.Start(database.ConnectionString, lake.Path, Settings);
        await Poll.UntilAsync(() => ingestor.Output.Contains("Capturing changes", StringComparison.Ordinal));
        await database.RunAsync($"INSERT INTO huge VALUES (1, repeat('x', 600000000)::{type}); INSERT INTO fine VALUES (1, 'goes on')");

        await Poll.UntilAsync(() => ingestor.Output.Contains("huge: set aside", StringComparison.Ordinal));
        await Sameness.UntilAsync(database, lake, "fine", 1, "id", "body");
        await database.RunAsync("UPDATE huge SET id = 2; INSERT INTO fine VALUES (2, 'and on')");
        await Sameness.UntilAsync(database, lake, "fine", 1, "id", "body");
        Assert.InRange(ingestor.PeakMebibytes, 1, MemoryLimit);
    }
}
