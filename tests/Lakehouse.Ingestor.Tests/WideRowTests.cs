using Lakehouse.Ingestor.Tests.Setup;

namespace Lakehouse.Ingestor.Tests;

/// <summary>Rows as wide as Postgres has them, in memory that does not grow with them.</summary>
public sealed class WideRowTests(PostgresFixture postgres)
{
    private const int MostColumns = 1600;
    private const int MemoryLimit = 512;

    private static readonly string[] FourCopies = ["--Ingestor:Parallelism=4", "--Ingestor:RangeBytes=1048576"];

    [Fact]
    public async Task A_table_of_1600_columns_is_loaded_by_four_COPYs_in_bounded_memory()
    {
        var columns = string.Join(", ", Enumerable.Range(0, MostColumns).Select(n => $"c{n} {(n % 4 == 0 ? "text" : n % 4 == 1 ? "int" : n % 4 == 2 ? "bool" : "\"char\"")}"));
        var values = string.Join(", ", Enumerable.Range(0, MostColumns).Select(n => n % 4 == 0 ? "(i % 10)::text" : n % 4 == 1 ? $"i + {n}" : n % 4 == 2 ? "i % 3 = 0" : "'x'"));
        var database = await postgres.CreateAsync($"CREATE TABLE wide ({columns}); INSERT INTO wide SELECT {values} FROM generate_series(1, 4000) i");
        using var lake = new TemporaryLake();
        using var ingestor = IngestorProcess.Start(database.ConnectionString, lake.Path, FourCopies);
        await Poll.UntilAsync(() => ingestor.Output.Contains("Loaded 1 tables", StringComparison.Ordinal));

        Assert.InRange(ingestor.PeakMebibytes, 1, MemoryLimit);
        Assert.Equal(
            await database.TextAsync("SELECT count(*), sum(c1), sum(c1597), count(*) FILTER (WHERE c1598), min(c1599), max(c1596) FROM wide"),
            RawReader.Query($"SELECT count(*)::text, sum(c1)::text, sum(c1597)::text, (count(*) FILTER (WHERE c1598))::text, min(c1599), max(c1596) FROM {lake.Raw.Relation("wide")}"));
        Assert.Equal(MostColumns + 3, lake.Raw.Columns("wide").Count);
    }

    [Fact]
    public async Task Values_of_32_MiB_are_loaded_by_four_COPYs_in_bounded_memory()
    {
        const int Bytes = 32 << 20;
        var database = await postgres.CreateAsync(string.Concat(Enumerable.Range(0, 4).Select(n => $"""
            CREATE TABLE big{n} (id int PRIMARY KEY, body text, after text);
            INSERT INTO big{n} SELECT i, CASE WHEN i % 2 = 0 THEN repeat('{n}', {Bytes}) ELSE 'little' END, 'after ' || i FROM generate_series(1, 3) i;
            """)));
        using var lake = new TemporaryLake();
        using var ingestor = IngestorProcess.Start(database.ConnectionString, lake.Path, FourCopies);
        await Poll.UntilAsync(() => ingestor.Output.Contains("Loaded 4 tables", StringComparison.Ordinal));

        Assert.InRange(ingestor.PeakMebibytes, 1, MemoryLimit);
        for (var n = 0; n < 4; n++)
        {
            Assert.Equal(
                [["1", "6", "after 1"], ["2", Bytes.ToString(System.Globalization.CultureInfo.InvariantCulture), "after 2"], ["3", "6", "after 3"]],
                RawReader.Query($"SELECT id, length(body), after FROM {lake.Raw.Relation($"big{n}")} ORDER BY id"));
        }
    }

    [Fact]
    public async Task A_value_beyond_the_limit_sets_its_table_aside_with_column_size_and_remedy()
    {
        var database = await postgres.CreateAsync("CREATE TABLE good (id int); INSERT INTO good VALUES (1); CREATE TABLE huge (id int, big text); INSERT INTO huge SELECT 1, repeat('x', 70 * 1024 * 1024)");
        using var lake = new TemporaryLake();
        await using var ingestor = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path);
        await ingestor.UntilLoadedAsync("good");
        var report = await ingestor.UntilAsync("huge", "failed");

        Assert.Contains("column 'big' has a value of 73,400,320 bytes, more than the limit of 33,554,432. Raise Ingestor:MaxValueBytes", report.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Empty(lake.Raw.Files("huge"));
        await Poll.UntilAsync(() => lake.Uploads().Count == 0); // the table's record may still be on its way to its name
    }
}
