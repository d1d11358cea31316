using System.Text;
using Lakehouse.Storage.Tests;

[assembly: AssemblyFixture(typeof(S3Emulator))]

namespace Lakehouse.Storage.Tests;

public sealed class S3Store(S3Emulator emulator) : StoreContract
{
    [Fact]
    public async Task Listings_go_on_after_the_first_page()
    {
        var store = NewStore();
        await Parallel.ForAsync(0, 1010, Cancellation, async (i, cancellation) => await store.PutAsync($"p/{i:D5}", "x"u8.ToArray(), cancellation));
        Assert.Equal(1010, (await PathsAsync(store, "p/")).Length);
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_is_found_to_be_ours()
    {
        var store = NewStore();
        var content = Encoding.UTF8.GetBytes("commit 1");
        using var lossy = new LossyClient(lose: 1);
        var put = new S3ConditionalPut(lossy.Client, "lake", PathOf(store, "c/1.json"), content);
        Assert.True(await put.RunAsync(async () => await store.ReadAsync("c/1.json", Cancellation), Cancellation));
        Assert.Equal(2, lossy.Puts);
    }

    [Fact]
    public async Task A_request_that_was_sent_twice_on_the_way_is_found_to_be_ours()
    {
        var store = NewStore();
        var content = Encoding.UTF8.GetBytes("commit 3");
        await store.PutAsync("c/3.json", content, Cancellation);
        Assert.True(await store.PutIfAbsentAsync("c/3.json", content, Cancellation));
    }

    [Fact]
    public async Task A_write_after_another_writers_is_lost_even_when_its_answer_was_lost()
    {
        var store = NewStore();
        await store.PutAsync("c/2.json", "theirs"u8.ToArray(), Cancellation);
        using var lossy = new LossyClient(lose: 1);
        var put = new S3ConditionalPut(lossy.Client, "lake", PathOf(store, "c/2.json"), "ours"u8.ToArray());
        Assert.False(await put.RunAsync(async () => await store.ReadAsync("c/2.json", Cancellation), Cancellation));
    }

    [Fact]
    public async Task A_missing_bucket_is_said_to_be_missing()
    {
        _ = NewStore();
        var error = await Assert.ThrowsAsync<IOException>(() => ObjectStores.Open(new Uri("s3://nobody/")).ReadAsync("x", Cancellation));
        Assert.Contains("the bucket 'nobody' does not exist", error.Message, StringComparison.Ordinal);
    }

    private protected override ObjectStore NewStore() => ObjectStores.Open(emulator.NewLocation());

    private static string PathOf(ObjectStore store, string path) => store.EnginePath(path)["s3://lake/".Length..];
}
