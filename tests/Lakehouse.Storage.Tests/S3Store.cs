using Lakehouse.Storage.Tests;

[assembly: AssemblyFixture(typeof(FaultyS3))]

namespace Lakehouse.Storage.Tests;

public sealed class S3Store(FaultyS3 emulator) : StoreContract
{
    [Fact]
    public async Task Listings_go_on_after_the_first_page()
    {
        var store = NewStore();
        await Parallel.ForAsync(0, 1010, Cancellation, async (i, cancellation) => await store.PutAsync($"p/{i:D5}", "x"u8.ToArray(), cancellation));
        Assert.Equal(1010, (await PathsAsync(store, "p/")).Length);
    }

    [Fact]
    public async Task Large_files_go_up_and_come_down_in_parts()
    {
        var store = NewStore();
        var content = new byte[20_000_000];
        new Random(3).NextBytes(content);
        var file = store.CreateUploadFile(".parquet");
        await File.WriteAllBytesAsync(file, content, Cancellation);
        await store.PutFileAsync("parts", file, Cancellation);
        await store.GetFileAsync("parts", file, Cancellation);
        File.Delete(file);

        var name = PathOf(store, "parts");
        Assert.Contains(emulator.Network.Requests("PUT", name), request => request.Path.Contains("partNumber=2", StringComparison.Ordinal));
        Assert.Equal(3, emulator.Network.Requests("GET", name).Select(request => request.Headers.Range.ToString()).Distinct().Count());
    }

    [Fact]
    public async Task An_upload_that_fails_leaves_nothing_that_is_paid_for()
    {
        var store = NewStore();
        var file = store.CreateUploadFile(".parquet");
        await File.WriteAllBytesAsync(file, new byte[20_000_000], Cancellation);
        emulator.Network.Plan("PUT", PathOf(store, "fails"), Enumerable.Repeat(Fault.Denied, 10));

        await Assert.ThrowsAnyAsync<IOException>(() => store.PutFileAsync("fails", file, Cancellation));

        File.Delete(file);
        Assert.Single(emulator.Network.Requests("DELETE", PathOf(store, "fails")), request => request.Path.Contains("uploadId=", StringComparison.Ordinal));
        Assert.Null(await store.HeadAsync("fails", Cancellation));
    }

    [Fact]
    public async Task Writes_ask_for_the_key_that_is_configured()
    {
        var store = NewStore();
        var file = store.CreateUploadFile(".parquet");
        await File.WriteAllBytesAsync(file, new byte[20_000_000], Cancellation);
        await store.PutAsync("key/put", "x"u8.ToArray(), Cancellation);
        await store.PutIfAbsentAsync("key/commit", "x"u8.ToArray(), Cancellation);
        await store.PutFileAsync("key/parts", file, Cancellation);

        Assert.All([("PUT", "key/put"), ("PUT", "key/commit"), ("POST", "key/parts?uploads")], wanted =>
        {
            var headers = emulator.Network.Requests(wanted.Item1, PathOf(store, wanted.Item2)).Single().Headers;
            Assert.Equal("aws:kms", headers["x-amz-server-side-encryption"].ToString());
            Assert.Equal(FaultyS3.Key, headers["x-amz-server-side-encryption-aws-kms-key-id"].ToString());
            Assert.Equal("true", headers["x-amz-server-side-encryption-bucket-key-enabled"].ToString(), ignoreCase: true);
        });
    }

    [Fact]
    public async Task A_missing_bucket_is_said_to_be_missing()
    {
        _ = NewStore();
        var error = await Assert.ThrowsAsync<IOException>(() => ObjectStores.Open(new Uri("s3://nobody/")).ReadAsync("x", Cancellation));
        Assert.Contains("the bucket 'nobody' does not exist", error.Message, StringComparison.Ordinal);
    }

    private protected override ObjectStore NewStore() => ObjectStores.Open(emulator.NewLocation());

    /// <summary>As it stands in a request.</summary>
    private static string PathOf(ObjectStore store, string path) => store.Root.AbsolutePath + path;
}
