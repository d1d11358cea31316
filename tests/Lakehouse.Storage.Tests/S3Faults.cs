using System.Text;

namespace Lakehouse.Storage.Tests;

/// <summary>What becomes of reads and writes where S3 is slow, refuses, or does not answer.</summary>
public sealed class S3Faults(FaultyS3 emulator)
{
    private readonly ObjectStore store = ObjectStores.Open(emulator.NewLocation());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_write_whose_answer_was_lost_is_found_to_be_ours()
    {
        Plan("PUT", "c/1.json", Fault.LostAnswer);
        Assert.True(await PutIfAbsentAsync("c/1.json", "commit 1"));
        Assert.Equal(2, Requests("PUT", "c/1.json"));
    }

    [Fact]
    public async Task A_write_that_was_done_and_answered_as_failed_is_found_to_be_ours()
    {
        Plan("PUT", "c/2.json", Fault.LateError);
        Assert.True(await PutIfAbsentAsync("c/2.json", "commit 2"));
    }

    [Fact]
    public async Task A_request_that_was_sent_twice_on_the_way_is_found_to_be_ours()
    {
        await store.PutAsync("c/3.json", "commit 3"u8.ToArray(), Cancellation);
        Assert.True(await PutIfAbsentAsync("c/3.json", "commit 3"));
    }

    [Fact]
    public async Task A_write_after_another_writers_is_lost_even_when_its_answer_was_lost()
    {
        await store.PutAsync("c/4.json", "theirs"u8.ToArray(), Cancellation);
        Plan("PUT", "c/4.json", Fault.LostAnswer);
        Assert.False(await PutIfAbsentAsync("c/4.json", "ours"));
        Assert.Equal("theirs"u8.ToArray(), await store.ReadAsync("c/4.json", Cancellation));
    }

    [Fact]
    public async Task A_conflict_decides_nothing_so_the_write_is_tried_again()
    {
        Plan("PUT", "c/5.json", Fault.Conflict, Fault.Conflict);
        Assert.True(await PutIfAbsentAsync("c/5.json", "commit 5"));
        Assert.Equal(3, Requests("PUT", "c/5.json"));
    }

    [Fact]
    public async Task Where_S3_asks_to_slow_down_writes_and_reads_are_tried_again()
    {
        Plan("PUT", "c/6.json", Fault.SlowDown, Fault.SlowDown);
        Assert.True(await PutIfAbsentAsync("c/6.json", "commit 6"));
        Plan("PUT", "plain", Fault.SlowDown);
        await store.PutAsync("plain", "x"u8.ToArray(), Cancellation);
        Plan("GET", "c/6.json", Fault.SlowDown, Fault.SlowDown);
        Assert.Equal("commit 6"u8.ToArray(), await store.ReadAsync("c/6.json", Cancellation));
        Assert.Equal([3, 2, 3], [Requests("PUT", "c/6.json"), Requests("PUT", "plain"), Requests("GET", "c/6.json")]);
    }

    [Fact]
    public async Task What_is_refused_is_not_tried_again()
    {
        Plan("PUT", "c/7.json", Fault.Denied);
        var error = await Assert.ThrowsAsync<IOException>(() => PutIfAbsentAsync("c/7.json", "commit 7"));
        Assert.Contains("AccessDenied", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, Requests("PUT", "c/7.json"));
    }

    [Fact]
    public async Task Where_nothing_answers_the_write_fails_with_the_object_that_it_was_for()
    {
        Plan("PUT", "c/8.json", [.. Enumerable.Repeat(new Fault(0), 100)]);
        var error = await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => PutIfAbsentAsync("c/8.json", "commit 8"));
        Assert.Contains("c/8.json: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reading_goes_on_where_the_connection_broke()
    {
        var content = new byte[10_000_000];
        new Random(4).NextBytes(content);
        await store.PutAsync("big", content, Cancellation);
        Plan("GET", "big", Fault.CutAfter(70_000), Fault.CutAfter(0), Fault.CutAfter(1));
        var copy = Path.Combine(Path.GetTempPath(), $"faults-{Guid.NewGuid():N}");
        await store.GetFileAsync("big", copy, Cancellation);
        var copied = await File.ReadAllBytesAsync(copy, Cancellation);
        Assert.True(content.AsSpan().SequenceEqual(copied));
        File.Delete(copy);

        Plan("GET", "big", Fault.CutAfter(70_000), Fault.CutAfter(0));
        await using var stream = await store.OpenReadAsync("big", Cancellation);
        var read = new byte[content.Length];
        await stream.ReadExactlyAsync(read, Cancellation);
        Assert.True(content.AsSpan().SequenceEqual(read));
    }

    [Fact]
    public async Task An_object_that_is_replaced_while_it_is_read_is_not_mixed_with_the_new_one()
    {
        await store.PutAsync("changes", new byte[300_000], Cancellation);
        await using var stream = await store.OpenReadAsync("changes", Cancellation);
        await stream.ReadExactlyAsync(new byte[1000], Cancellation);
        await store.PutAsync("changes", Encoding.UTF8.GetBytes(new string('x', 300_000)), Cancellation);

        var error = await Assert.ThrowsAsync<IOException>(async () => await stream.ReadExactlyAsync(new byte[299_000], Cancellation));

        Assert.Contains("was replaced while it was read", error.Message, StringComparison.Ordinal);
    }

    private Task<bool> PutIfAbsentAsync(string path, string content) => store.PutIfAbsentAsync(path, Encoding.UTF8.GetBytes(content), Cancellation);

    private void Plan(string method, string path, params Fault[] faults) => emulator.Network.Plan(method, store.Root.AbsolutePath + path, faults);

    private int Requests(string method, string path) => emulator.Network.Requests(method, store.Root.AbsolutePath + path).Count;
}
