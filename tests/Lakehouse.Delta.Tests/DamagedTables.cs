using DuckDB.NET.Data;
using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests;

public class DamagedTables
{
    [Fact]
    public async Task A_missing_data_file_is_named()
    {
        await using var t = new TemporaryTable();
        var (scan, file) = await TableWithOneFileAsync(t);
        File.Delete(file);
        var explained = Assert.IsType<MissingFileException>(await ErrorOfAsync(t, scan));
        Assert.Equal((0L, file), (explained.Version, explained.File));
    }

    [Fact]
    public async Task A_damaged_data_file_is_named()
    {
        await using var t = new TemporaryTable();
        var (scan, file) = await TableWithOneFileAsync(t);
        await File.WriteAllTextAsync(file, "not Parquet at all", Cancellation);
        Assert.Equal(file, Assert.IsType<CorruptDataException>(await ErrorOfAsync(t, scan)).File);
        await Assert.ThrowsAsync<CorruptDataException>(() => t.MergeAsync(new MergeSpec { Source = "SELECT 1 AS id", Key = ["id"], WhenMatched = [MatchedClause.Delete()] }));
    }

    [Fact]
    public async Task A_damaged_commit_is_named_with_its_line()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS id");
        var commit = Path.Combine(t.Folder, "_delta_log", $"{1:D20}.json");
        await File.WriteAllTextAsync(commit, "{\"commitInfo\":{}}\n{\"add\":{\"path\":\"x\"", Cancellation);
        var error = await Assert.ThrowsAsync<CorruptLogException>(() => t.Table.GetSnapshotAsync(Cancellation));
        Assert.Contains("Line 2", error.Message, StringComparison.Ordinal);
        Assert.Equal("_delta_log/00000000000000000001.json", error.File);
    }

    [Fact]
    public async Task A_gap_is_named_by_the_commit_that_is_missing()
    {
        await using var t = new TemporaryTable();
        for (var i = 0; i < 4; i++)
        {
            await t.AppendAsync($"SELECT {i} AS id");
        }

        File.Delete(Path.Combine(t.Folder, "_delta_log", $"{2:D20}.json"));
        var error = await Assert.ThrowsAsync<LogGapException>(() => t.Table.GetSnapshotAsync(Cancellation));
        Assert.Contains("commit 2 is missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_feature_is_named_to_readers_and_writers()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS id");
        var commit = Path.Combine(t.Folder, "_delta_log", $"{1:D20}.json");
        await File.WriteAllTextAsync(commit, """{"protocol":{"minReaderVersion":1,"minWriterVersion":7,"writerFeatures":["fromTheFuture"]}}""", Cancellation);
        Assert.Equal(["1"], await t.RowsAsync());
        Assert.Equal("fromTheFuture", (await Assert.ThrowsAsync<UnsupportedFeatureException>(() => t.AppendAsync("SELECT 2 AS id"))).Feature);
        commit = Path.Combine(t.Folder, "_delta_log", $"{2:D20}.json");
        await File.WriteAllTextAsync(commit, """{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["fromTheFuture"],"writerFeatures":["fromTheFuture"]}}""", Cancellation);
        Assert.Equal("fromTheFuture", (await Assert.ThrowsAsync<UnsupportedFeatureException>(() => t.RowsAsync())).Feature);
    }

    private static async Task<(DeltaScan Scan, string File)> TableWithOneFileAsync(TemporaryTable t)
    {
        await t.AppendAsync("SELECT 1 AS id");
        var scan = await DeltaScan.PlanAsync(await t.Table.GetSnapshotAsync(Cancellation), Cancellation);
        return (scan, Assert.Single(scan.EnginePaths));
    }

    private static async Task<DeltaException?> ErrorOfAsync(TemporaryTable t, DeltaScan scan) =>
        scan.Explain(await Assert.ThrowsAsync<DuckDBException>(() => t.QueryAsync($"SELECT * FROM {scan.Sql} AS t")));
}
