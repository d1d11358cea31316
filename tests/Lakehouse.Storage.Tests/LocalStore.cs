namespace Lakehouse.Storage.Tests;

public sealed class LocalStore : StoreContract, IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"storage tests-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Unfinished_writes_are_not_listed()
    {
        var store = NewStore();
        await File.WriteAllTextAsync(store.CreateUploadFile(".tmp"), "half", Cancellation);
        await store.PutAsync("whole", "x"u8.ToArray(), Cancellation);
        Assert.Equal(["whole"], await PathsAsync(store, ""));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_replaced_object_loses_the_checksum_of_its_former_content(bool fromFile)
    {
        var store = NewStore();
        await store.PutAsync("log/hint", "by Hadoop"u8.ToArray(), Cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder, "log", ".hint.crc"), "of 'by Hadoop'", Cancellation);
        if (fromFile)
        {
            var upload = store.CreateUploadFile(".tmp");
            await File.WriteAllTextAsync(upload, "by us", Cancellation);
            await store.PutFileAsync("log/hint", upload, Cancellation);
        }
        else
        {
            await store.PutAsync("log/hint", "by us"u8.ToArray(), Cancellation);
        }

        Assert.Equal(["hint"], Directory.EnumerateFiles(Path.Combine(folder, "log")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("100% #1?")]
    [InlineData("a%41b")]
    public void A_typed_path_is_the_folder_it_names(string name)
    {
        var path = Path.Combine(folder, name);
        Assert.Equal(Path.Combine(path, "x"), ObjectStores.Open(ObjectStores.ParseLocation(path)).EnginePath("x"));
    }

    private protected override ObjectStore NewStore() => ObjectStores.Open(ObjectStores.ParseLocation(folder));
}
