using Lakehouse.Delta;
using Lakehouse.Storage;
using Lakehouse.Storage.Tests;
using static Lakehouse.Transformer.Tests.Shop;

namespace Lakehouse.Transformer.Tests;

/// <summary>The service with a lake on S3, which tells nobody of new files.</summary>
public sealed class S3Tests(S3Emulator emulator) : IClassFixture<S3Emulator>
{
    [Fact]
    public async Task New_files_are_found_by_looking_for_them_and_start_a_run()
    {
        var root = emulator.NewLocation();
        await using var lake = Create().Items(Load, "('I', 1, 'tea', 6, '00')");
        var file = await File.ReadAllBytesAsync(Path.Combine(lake.RawFolder("items"), Load), TestContext.Current.CancellationToken);
        await using var service = ServiceProcess.Start(lake, ("Lake__Root", root.OriginalString), ("AWS_REGION", "us-east-1"));
        await service.UntilAsync("/runs", answer => answer.GetProperty("runs").EnumerateArray().Any(run => run.GetProperty("trigger").GetString() == "start" && run.GetProperty("state").GetString() == "succeeded"));

        await ObjectStores.Open(root).At("raw/shop/public/items").PutAsync(Load, file, TestContext.Current.CancellationToken);

        await service.UntilAsync("/runs", answer => answer.GetProperty("runs").EnumerateArray().Any(run =>
            run.GetProperty("trigger").GetString() == "newFiles" && run.GetProperty("state").GetString() == "succeeded" && run.GetProperty("commits").GetInt32() == 3));
        Assert.Equal(0, (await DeltaTable.At(ObjectStores.Open(root).At("curated/shop/prices")).GetSnapshotAsync(TestContext.Current.CancellationToken)).Version);
    }
}
