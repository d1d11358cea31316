using Lakehouse.Ingestor.Columns;
using Lakehouse.Ingestor.Tests.Setup;

namespace Lakehouse.Ingestor.Tests;

/// <summary>Columns have a dictionary where their values repeat.</summary>
public sealed class DictionaryTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData(0, 1, true)]
    [InlineData(1000, 2, true)]
    [InlineData(1000, 400, true)]
    [InlineData(1000, 1000, false)]
    [InlineData(25_000, 50, true)]
    [InlineData(25_000, 1_000_000, false)]
    [InlineData(1_000_000, 65_536, true)]
    [InlineData(1_000_000, 10_000_000, false)]
    public void A_sample_tells_whether_drawn_values_repeat(int count, int different, bool repeats)
    {
        var random = new Random(7);
        Assert.Equal(repeats, ValueSample.Repeats(count, _ => random.Next(different)));
    }

    [Theory]
    [InlineData(150, true)]
    [InlineData(1, false)]
    public void Values_that_repeat_only_beside_each_other_repeat(int together, bool repeats) =>
        Assert.Equal(repeats, ValueSample.Repeats(1_000_000, index => index / together));

    [Fact]
    public async Task Files_are_encoded_so()
    {
        var database = await postgres.CreateAsync("CREATE TABLE t (id int PRIMARY KEY, hash text, word text, amount numeric(30,2)); INSERT INTO t SELECT i, md5(i::text), 'word ' || i % 50, i % 7 FROM generate_series(1, 20000) i");
        using var lake = new TemporaryLake();
        await using var ingestor = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path);
        await ingestor.UntilLoadedAsync("t");

        Assert.Equal(
            [["id", "false"], ["hash", "false"], ["word", "true"], ["amount", "true"]],
            RawReader.Query($"SELECT path_in_schema, (dictionary_page_offset IS NOT NULL)::text FROM parquet_metadata('{Path.Combine(lake.Raw.Folder("t"), lake.Raw.Files("t")[0])}') WHERE column_id BETWEEN 1 AND 4 ORDER BY column_id"));
    }
}
