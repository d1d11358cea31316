using Lakehouse.Storage;
using Lakehouse.Transformer.Raw;

namespace Lakehouse.Transformer.Tests;

public sealed class RawFileTests
{
    [Theory]
    [InlineData("LOAD00000001.parquet", 1L)]
    [InlineData("LOAD0000001F.parquet", 31L)]
    [InlineData("LOADFFFFFFFF.parquet", 4_294_967_295L)]
    [InlineData("20261122-203501123.parquet", 20_261_122_203_501_123L)]
    public void The_number_of_a_file_grows_in_reading_order(string name, long number) =>
        Assert.Equal(number, RawFile.Parse(new ObjectInfo(name, 5, default), name)!.Number);

    [Theory]
    [InlineData("LOAD1.parquet")]
    [InlineData("LOAD0000000G.parquet")]
    [InlineData("load00000001.parquet")]
    [InlineData("20261122-203501123.csv")]
    [InlineData("20261122203501123.parquet")]
    [InlineData("2026112-2203501123.parquet")]
    [InlineData("00001122-203501123.parquet")]
    [InlineData("part-0000-x.parquet")]
    public void Other_names_are_no_raw_files(string name) =>
        Assert.Null(RawFile.Parse(new ObjectInfo(name, 5, default), name));

    [Fact]
    public void A_batch_is_limited_in_files_and_bytes_but_takes_at_least_one()
    {
        RawFile[] files = [new("LOAD00000001.parquet", 1, 1 << 30), .. Enumerable.Range(1, 5).Select(n => new RawFile($"{n}", 20_261_122_000_000_000 + n, 60))];

        Assert.Equal(3, RawBatch.Take(files, null, maxFiles: 2, maxBytes: 1000).Files.Count);
        Assert.Equal(2, RawBatch.Take(files, null, maxFiles: 9, maxBytes: 100).Files.Count);
        Assert.Equal(2, RawBatch.Take(files, null, maxFiles: 9, maxBytes: 1).Files.Count);
        Assert.Equal(1, RawBatch.Take(files, null, maxFiles: 9, maxBytes: 1).LoadFiles);
        Assert.Empty(RawBatch.Take([], 5, 9, 9).Files);
    }

    [Fact]
    public void Loads_are_taken_up_to_a_gap_unless_changes_say_that_the_load_is_over()
    {
        RawFile[] gap = [new("a", 1, 1), new("b", 3, 1)];

        Assert.Single(RawBatch.Take(gap, null, 9, 9).Files);
        Assert.Equal("waiting for LOAD00000002.parquet, which comes before b", RawBatch.Take(gap, null, 9, 9).Waiting);
        Assert.Equal(3, RawBatch.Take([.. gap, new("c", 20_261_122_000_000_000, 1)], null, 9, 9).Files.Count);
        Assert.Empty(RawBatch.Take([new("b", 3, 1)], 1, 9, 9).Files);
        Assert.Single(RawBatch.Take([new("b", 3, 1)], 2, 9, 9).Files);
    }
}
