using System.Text;

namespace Lakehouse.Storage.Tests;

/// <summary>What every store promises.</summary>
public abstract class StoreContract
{
    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract ObjectStore NewStore();

    [Fact]
    public async Task What_is_put_is_read()
    {
        var store = NewStore();
        await store.PutAsync("a/b.txt", "one"u8.ToArray(), Cancellation);
        await store.PutAsync("a/b.txt", "two"u8.ToArray(), Cancellation);
        Assert.Equal("two", Encoding.UTF8.GetString(await store.ReadAsync("a/b.txt", Cancellation)));
        Assert.Equal(3, (await store.HeadAsync("a/b.txt", Cancellation))!.Value.Size);
    }

    [Fact]
    public async Task A_missing_object_is_null_or_file_not_found()
    {
        var store = NewStore();
        Assert.Null(await store.HeadAsync("no/thing", Cancellation));
        await Assert.ThrowsAsync<FileNotFoundException>(() => store.ReadAsync("no/thing", Cancellation));
        await Assert.ThrowsAsync<FileNotFoundException>(() => store.OpenReadAsync("no/thing", Cancellation));
        await store.DeleteAsync("no/thing", Cancellation);
        Assert.Empty(await PathsAsync(store, "no/"));
    }

    [Fact]
    public async Task Of_many_writers_of_one_path_exactly_one_wins()
    {
        var store = NewStore();
        var contents = Enumerable.Range(0, 16).Select(i => Encoding.UTF8.GetBytes($"writer {i}")).ToArray();
        var won = await Task.WhenAll(contents.Select(content => Task.Run(() => store.PutIfAbsentAsync("_delta_log/0.json", content, Cancellation))));
        var winner = Assert.Single(won.Index(), item => item.Item).Index;
        Assert.Equal(contents[winner], await store.ReadAsync("_delta_log/0.json", Cancellation));
    }

    [Fact]
    public async Task Listings_are_in_order_from_where_they_shall_start()
    {
        var store = NewStore();
        foreach (var path in new[] { "t/_delta_log/2.json", "t/_delta_log/10.json", "t/_delta_log/1.json", "t/_delta_log/sub/x", "t/part.parquet", "t/_delta_log0" })
        {
            await store.PutAsync(path, "x"u8.ToArray(), Cancellation);
        }

        Assert.Equal(["t/_delta_log/1.json", "t/_delta_log/10.json", "t/_delta_log/2.json", "t/_delta_log/sub/x"], await PathsAsync(store, "t/_delta_log/"));
        Assert.Equal(["t/_delta_log/2.json", "t/_delta_log/sub/x"], await PathsAsync(store, "t/_delta_log/", "t/_delta_log/10.json"));
        Assert.Equal(["_delta_log/1.json", "_delta_log/10.json", "_delta_log/2.json", "_delta_log/sub/x"], await PathsAsync(store.At("t"), "_delta_log/"));
    }

    [Theory]
    [InlineData("a b/c=d%2Fe/ü漢#?&+.txt")]
    [InlineData("p=__HIVE_DEFAULT_PARTITION__/x'y\"z.parquet")]
    [InlineData("100%25/[1]*.bin")]
    public async Task Names_may_hold_any_character(string path)
    {
        var store = NewStore();
        await store.PutAsync(path, "x"u8.ToArray(), Cancellation);
        Assert.Equal([path], await PathsAsync(store, ""));
        var folder = path[..path.LastIndexOf('/')];
        Assert.Equal("x"u8.ToArray(), await store.At(folder).ReadAsync(path[(folder.Length + 1)..], Cancellation));
    }

    [Fact]
    public async Task A_stream_reads_in_order_and_from_any_place()
    {
        var store = NewStore();
        var content = new byte[300_000];
        new Random(1).NextBytes(content);
        await store.PutAsync("big", content, Cancellation);
        await using var stream = await store.OpenReadAsync("big", Cancellation);
        Assert.Equal(content.Length, stream.Length);
        var piece = new byte[1000];
        stream.Seek(-1000, SeekOrigin.End);
        await stream.ReadExactlyAsync(piece, Cancellation);
        Assert.Equal(content[^1000..], piece);
        stream.Position = 0;
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Cancellation);
        Assert.Equal(content, copy.ToArray());
    }

    [Fact]
    public async Task A_file_becomes_an_object_and_is_consumed()
    {
        var store = NewStore();
        var file = store.CreateUploadFile(".parquet");
        var content = new byte[20_000_000];
        new Random(2).NextBytes(content);
        await File.WriteAllBytesAsync(file, content, Cancellation);
        await store.PutFileAsync("x/part.parquet", file, Cancellation);
        Assert.False(File.Exists(file));
        Assert.Equal(content.Length, (await store.HeadAsync("x/part.parquet", Cancellation))!.Value.Size);
        var read = await store.ReadAsync("x/part.parquet", Cancellation);
        Assert.True(content.AsSpan().SequenceEqual(read));
        var copy = file + ".copy";
        await store.GetFileAsync("x/part.parquet", copy, Cancellation);
        var copied = await File.ReadAllBytesAsync(copy, Cancellation);
        Assert.True(content.AsSpan().SequenceEqual(copied));
        File.Delete(copy);
    }

    [Fact]
    public async Task A_path_that_leaves_the_store_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => NewStore().ReadAsync("../other", Cancellation));

    private protected static async Task<string[]> PathsAsync(ObjectStore store, string prefix, string? startAfter = null)
    {
        var paths = new List<string>();
        await foreach (var item in store.ListAsync(prefix, startAfter, Cancellation))
        {
            paths.Add(item.Path);
        }

        return [.. paths];
    }
}
