using Lakehouse.Transformer.Runs;
using static Lakehouse.Transformer.Tests.Shop;

namespace Lakehouse.Transformer.Tests;

/// <summary>What cannot be used is kept, counted and named; the rest goes on.</summary>
public sealed class QuarantineTests
{
    [Fact]
    public async Task Rows_that_cannot_be_used_are_kept_with_file_place_and_reason()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'a', 1, '00'), ('I', NULL, 'nobody', 1, '00')");
        var first = await lake.RunAsync();
        lake.Items(Change(1), "('X', 2, 'what', 1, '01'), ('I', 3, 'c', 3, '02'), (NULL, 4, 'none', 4, '03')");
        var second = await lake.RunAsync();

        Assert.Equal(["1|a|1", "3|c|3"], await lake.RowsAsync("staged.items"));
        Assert.Equal((1, 2), (first.Reports.First().RowsQuarantined, second.Reports.First().RowsQuarantined));
        Assert.Equal(
            ["Op is 'X', which is none of I, U, D, T|20261122-100100000.parquet|0|what", "Op is missing|20261122-100100000.parquet|2|none", "the key column id is NULL|LOAD00000001.parquet|1|nobody"],
            lake.Query($"SELECT _reason, _file, _row, name FROM '{Place(lake)}/*.parquet'"));
    }

    [Fact]
    public async Task A_value_that_does_not_convert_takes_its_row_into_quarantine()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'a', 1, '00')");
        await lake.RunAsync();
        lake.Raw("items", Change(1), "SELECT * FROM (VALUES ('U', 1, 'A', '12', '01'), ('I', 2, 'b', 'many', '02')) t(\"Op\", id, name, price, change_seq)");
        await lake.RunAsync();

        Assert.Equal(["1|A|12"], await lake.RowsAsync("staged.items"));
        Assert.Equal(["price does not convert to INTEGER: many"], lake.Query($"SELECT _reason FROM '{Place(lake)}/*.parquet'"));
    }

    [Theory]
    [InlineData("BIGINT", "3.7::DOUBLE", "3.7")]
    [InlineData("INTEGER", "'3.7'", "3.7")]
    [InlineData("DECIMAL(8,2)", "'1.239'", "1.239")]
    [InlineData("DECIMAL(8,2)", "1.239::DOUBLE", "1.239")]
    [InlineData("DOUBLE", "9007199254740993::BIGINT", "9007199254740993")]
    [InlineData("FLOAT", "16777217::INTEGER", "16777217")]
    [InlineData("BOOLEAN", "7", "7")]
    [InlineData("DATE", "'2026-01-02 03:04:05'", "2026-01-02 03:04:05")]
    [InlineData("TIMESTAMP", "'2026-01-02 03:04:05+02'", "2026-01-02 03:04:05+02")]
    [InlineData("INTEGER[]", "[3000000000]", "[3000000000]")]
    public async Task A_value_that_a_cast_would_change_takes_its_row_into_quarantine(string type, string value, string written)
    {
        await using var lake = OneTable().Raw("items", Load, $"SELECT 'I' AS \"Op\", 1 AS id, CAST(NULL AS {type}) AS v");
        await lake.RunAsync();
        lake.Raw("items", Change(1), $"SELECT 'I' AS \"Op\", 2 AS id, {value} AS v, '01' AS change_seq UNION ALL SELECT 'D', 1, {value}, '02'");
        var run = await lake.RunAsync();

        Assert.Empty(await lake.RowsAsync("staged.items"));
        Assert.Equal(1, run.Reports.First().RowsQuarantined);
        Assert.Equal([$"v does not convert to {type} without loss: {written}"], lake.Query($"SELECT _reason FROM '{Place(lake)}/*.parquet'"));
    }

    [Theory]
    [InlineData("INTEGER", "1_000")]
    [InlineData("INTEGER", "0x1F")]
    [InlineData("DOUBLE", "1_0.5")]
    [InlineData("DATE", "2026-01-05x")]
    [InlineData("DATE", "epoch")]
    [InlineData("TIMESTAMP", "2026-01-05 24:00:00")]
    [InlineData("TIMESTAMP", "2026-01-05 10:00:00.1234567")]
    [InlineData("BLOB", "a\\x41")]
    public async Task A_text_in_a_form_that_only_one_engine_reads_is_no_value(string type, string text)
    {
        await using var lake = OneTable().Raw("items", Load, $"SELECT 'I' AS \"Op\", 1 AS id, CAST(NULL AS {type}) AS v");
        await lake.RunAsync();
        lake.Raw("items", Change(1), $"SELECT 'I' AS \"Op\", 2 AS id, '{text}' AS v, '01' AS change_seq");
        await lake.RunAsync();

        Assert.Equal(["1"], await lake.RowsAsync("staged.items", "id"));
        Assert.Equal([$"v does not convert to {type}: {text}"], lake.Query($"SELECT _reason FROM '{Place(lake)}/*.parquet'"));
    }

    [Theory]
    [InlineData("BIGINT", "3.0::DOUBLE", "3")]
    [InlineData("INTEGER", "'3.0'", "3")]
    [InlineData("TIMESTAMP", "'2026-01-05T1:02'", "2026-01-05 01:02:00")]
    [InlineData("INTEGER", "' 4 '", "4")]
    [InlineData("DECIMAL(8,2)", "1.25::DOUBLE", "1.25")]
    [InlineData("DOUBLE", "42::BIGINT", "42.0")]
    [InlineData("BOOLEAN", "1", "true")]
    [InlineData("DATE", "'2026-01-02'", "2026-01-02")]
    [InlineData("TIMESTAMP", "'2026-01-02 03:04:05'", "2026-01-02 03:04:05")]
    public async Task A_value_that_stays_the_same_is_converted(string type, string value, string staged)
    {
        await using var lake = OneTable().Raw("items", Load, $"SELECT 'I' AS \"Op\", 1 AS id, CAST(NULL AS {type}) AS v");
        await lake.RunAsync();
        lake.Raw("items", Change(1), $"SELECT 'I' AS \"Op\", 2 AS id, {value} AS v, '01' AS change_seq");
        await lake.RunAsync();

        Assert.Equal([$"1|NULL|{type}", $"2|{staged}|{type}"], await lake.RowsAsync("staged.items", "id, v, typeof(v)"));
    }

    [Fact]
    public async Task A_key_that_does_not_convert_is_no_NULL_and_never_another_key()
    {
        await using var lake = Create().Items(Load, "('I', 4, 'a', 1, '00')");
        await lake.RunAsync();
        lake.Raw("items", Change(1), "SELECT * FROM (VALUES ('U', '3.7', 'x', 9, '01'), ('U', 'four', 'y', 9, '02')) t(\"Op\", id, name, price, change_seq)");
        await lake.RunAsync();

        Assert.Equal(["4|a|1"], await lake.RowsAsync("staged.items"));
        Assert.Equal(["id does not convert to INTEGER without loss: 3.7", "id does not convert to INTEGER: four"], lake.Query($"SELECT _reason FROM '{Place(lake)}/*.parquet'"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(200)]
    public async Task A_file_that_cannot_be_read_is_noted_and_left_out(int bytes)
    {
        await using var lake = Create().Items(Load, "('I', 1, 'a', 1, '00')").Items(Change(1), "('I', 2, 'b', 2, '01')").Items(Change(3), "('I', 3, 'c', 3, '03')");
        var whole = await File.ReadAllBytesAsync(Path.Combine(lake.RawFolder("items"), Change(1)), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(lake.RawFolder("items"), Change(2)), whole[..bytes], TestContext.Current.CancellationToken);

        var run = await lake.RunAsync();

        Assert.Equal(["1|a|1", "2|b|2", "3|c|3"], await lake.RowsAsync("staged.items"));
        Assert.Equal([Change(2)], run.Reports.First().UnreadableFiles);
        Assert.Contains(Change(2), await File.ReadAllTextAsync(Path.Combine(Place(lake), "20261122-100200000.unreadable.json"), TestContext.Current.CancellationToken));
        Assert.Equal(0, (await lake.RunAsync()).Reports.First().Files);
    }

    [Fact]
    public async Task A_whole_batch_that_cannot_be_read_does_not_hold_up_the_next()
    {
        await using var lake = Create(new TransformerOptions { MaxFilesPerCommit = 1 }).Items(Load, "('I', 1, 'a', 1, '00')").Items(Change(3), "('I', 3, 'c', 3, '03')");
        foreach (var broken in new[] { Change(1), Change(2) })
        {
            await File.WriteAllTextAsync(Path.Combine(lake.RawFolder("items"), broken), "no Parquet", TestContext.Current.CancellationToken);
        }

        var run = await lake.RunAsync();

        Assert.Equal(["1|a|1", "3|c|3"], await lake.RowsAsync("staged.items"));
        Assert.Equal([Change(1), Change(2)], run.Reports.First().UnreadableFiles);
        Assert.Empty((await lake.RunAsync()).Reports.First().UnreadableFiles);
    }

    [Fact]
    public async Task A_page_that_is_damaged_inside_the_file_is_found_too()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'a', 1, '00')");
        await lake.RunAsync();
        lake.Raw("items", Change(1), "SELECT 'I' AS \"Op\", i AS id, md5(i::VARCHAR) AS name, i AS price, '01' AS change_seq FROM range(5000) t(i)").Items(Change(2), "('I', -1, 'b', 2, '02')");
        var file = Path.Combine(lake.RawFolder("items"), Change(1));
        var content = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        content.AsSpan(content.Length / 2, 2000).Fill(0xFF);
        await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);

        var run = await lake.RunAsync();

        Assert.Equal((TableState.Committed, 1), (run.Reports.First().State, run.Reports.First().UnreadableFiles.Count));
        Assert.Equal(["-1|b|2", "1|a|1"], await lake.RowsAsync("staged.items"));
    }

    [Fact]
    public async Task Beyond_the_configured_share_nothing_is_committed_and_the_rows_are_kept()
    {
        await using var lake = Create().Write("pipeline.yaml", "pipeline: shop\nstaged:\n  items: { key: [id], max_quarantined: 0.4 }").Items(Load, "('I', 1, 'a', 1, '00'), ('I', 2, 'b', 2, '00'), ('X', 3, 'c', 3, '00')");
        await lake.RunAsync();
        lake.Items(Change(1), "('X', 4, 'd', 4, '01'), ('I', 5, 'e', 5, '02')");
        var run = await lake.RunAsync();

        var report = run.Reports.First();
        Assert.Equal(TableState.Failed, report.State);
        Assert.Contains("1 of 2 rows cannot be used, more than max_quarantined (0.4) allows. They are kept in file:///", report.Reason);
        Assert.Equal(["1|a|1", "2|b|2"], await lake.RowsAsync("staged.items"));
        Assert.Equal(["c", "d"], lake.Query($"SELECT name FROM '{Place(lake)}/*.parquet'"));

        lake.Write("pipeline.yaml", "pipeline: shop\nstaged:\n  items: { key: [id] }");
        await lake.RunAsync();
        Assert.Equal(["1|a|1", "2|b|2", "5|e|5"], await lake.RowsAsync("staged.items"));
    }

    private static LakeFolder OneTable() => Create().Write("pipeline.yaml", "pipeline: shop\nstaged:\n  items: { key: [id] }");

    private static string Place(LakeFolder lake) => Path.Combine(lake.Lake.Quality.LocalPath, "shop", "quarantine", "items");
}
