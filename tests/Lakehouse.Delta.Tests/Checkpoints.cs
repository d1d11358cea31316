using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests;

public class Checkpoints
{
    [Fact]
    public async Task Every_tenth_commit_writes_one_that_later_reads_start_from()
    {
        await using var t = new TemporaryTable();
        for (var i = 0; i < 12; i++)
        {
            await t.AppendAsync($"SELECT {i} AS id, {i % 2} AS part", new WriteOptions { PartitionBy = ["part"], Transaction = new AppTransaction("loader", i) });
        }

        Assert.True(File.Exists(Path.Combine(t.Folder, "_delta_log", $"{10:D20}.checkpoint.parquet")));
        foreach (var old in Enumerable.Range(0, 10))
        {
            File.Delete(Path.Combine(t.Folder, "_delta_log", $"{old:D20}.json"));
        }

        var snapshot = await t.Table.GetSnapshotAsync(Cancellation);
        Assert.Equal((11, 12, 11), (snapshot.Version, snapshot.FileCount, snapshot.AppTransactions["loader"]));
        Assert.Equal(12, (await t.RowsAsync()).Length);
        Assert.All(snapshot.Files, file => Assert.Equal(1, file.Stats!.NumRecords));
        var byVersion = await Assert.ThrowsAsync<VersionNotFoundException>(() => t.Table.GetSnapshotAsync(5, Cancellation));
        var byTime = await Assert.ThrowsAsync<VersionNotFoundException>(() => t.Table.GetSnapshotAsync(DateTimeOffset.UnixEpoch, Cancellation));
        Assert.All([byVersion, byTime], error => Assert.Contains($"The earliest version that can be read is 10, of {DateTime.UtcNow.Year}-", error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_all_commits_are_gone_a_version_is_as_old_as_its_checkpoint()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS id");
        await t.AppendAsync("SELECT 2 AS id");
        await t.Table.CheckpointAsync(Cancellation);
        File.Delete(Path.Combine(t.Folder, "_delta_log", $"{0:D20}.json"));
        File.Delete(Path.Combine(t.Folder, "_delta_log", $"{1:D20}.json"));

        Assert.Equal(1, (await t.Table.GetSnapshotAsync(DateTimeOffset.UtcNow.AddMinutes(1), Cancellation)).Version);
        await Assert.ThrowsAsync<VersionNotFoundException>(() => t.Table.GetSnapshotAsync(DateTimeOffset.UtcNow.AddHours(-1), Cancellation));
        await Assert.ThrowsAsync<VersionNotFoundException>(() => t.Table.GetSnapshotAsync(0, Cancellation));
    }

    [Fact]
    public async Task A_damaged_one_does_no_harm_while_the_commits_are_there()
    {
        await using var t = new TemporaryTable();
        for (var i = 0; i < 11; i++)
        {
            await t.AppendAsync($"SELECT {i} AS id");
        }

        var file = Path.Combine(t.Folder, "_delta_log", $"{10:D20}.checkpoint.parquet");
        await File.WriteAllTextAsync(file, "PAR1 this is no Parquet PAR1", Cancellation);
        Assert.Equal(11, (await DeltaTable.At(t.Table.Location).GetSnapshotAsync(Cancellation)).Files.Count);
        File.Delete(Path.Combine(t.Folder, "_delta_log", $"{3:D20}.json"));
        var error = await Assert.ThrowsAsync<CorruptLogException>(() => DeltaTable.At(t.Table.Location).GetSnapshotAsync(Cancellation));
        Assert.Contains("00000000000000000010.checkpoint.parquet", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_keep_tombstones_for_readers_of_old_versions()
    {
        await using var t = new TemporaryTable();
        for (var i = 0; i < 11; i++)
        {
            await t.OverwriteAsync($"SELECT {i} AS id");
        }

        var rows = await t.QueryAsync($"SELECT count(add.path), count(remove.path), count(metaData.id), count(protocol.minReaderVersion) FROM read_parquet('{t.Folder}/_delta_log/*.checkpoint.parquet')");
        Assert.Equal(["1|10|1|1"], rows);
    }

    [Fact]
    public async Task A_table_with_that_policy_gets_v2_checkpoints_whose_files_lie_in_a_sidecar()
    {
        await using var t = new TemporaryTable();
        for (var i = 0; i < 12; i++)
        {
            await t.AppendAsync($"SELECT {i} AS id", new WriteOptions { Properties = new Dictionary<string, string> { ["delta.checkpointPolicy"] = "v2" }, Transaction = new AppTransaction("loader", i) });
        }

        var log = Path.Combine(t.Folder, "_delta_log");
        var checkpoint = Assert.Single(Directory.GetFiles(log, "*.checkpoint.*"));
        Assert.Matches(@"00000000000000000010\.checkpoint\.[0-9a-f-]{36}\.parquet$", checkpoint);
        var sidecar = Assert.Single(Directory.GetFiles(Path.Combine(log, "_sidecars")));
        Assert.Equal(["1|10|1|0|1"], await t.QueryAsync($"SELECT count(protocol), max(checkpointMetadata.\"version\"), count(sidecar.path), count(\"add\"), count(txn.appId) FROM read_parquet('{checkpoint}')"));
        Assert.Equal([$"{Path.GetFileName(sidecar)}|{new FileInfo(sidecar).Length}"], await t.QueryAsync($"SELECT sidecar.path, sidecar.sizeInBytes FROM read_parquet('{checkpoint}') WHERE sidecar IS NOT NULL"));
        Assert.Equal(["11|0"], await t.QueryAsync($"SELECT count(\"add\".path), count(remove.path) FROM read_parquet('{sidecar}')"));
        foreach (var old in Enumerable.Range(0, 10))
        {
            File.Delete(Path.Combine(log, $"{old:D20}.json"));
        }

        var snapshot = await DeltaTable.At(t.Table.Location).GetSnapshotAsync(Cancellation);
        Assert.Equal((11, 12, 11), (snapshot.Version, snapshot.FileCount, snapshot.AppTransactions["loader"]));
        Assert.Equal(12, (await t.RowsAsync()).Length);
        Assert.Contains("v2Checkpoint", snapshot.Protocol.ReaderFeatures!);
        Directory.Delete(Path.Combine(log, "_sidecars"), recursive: true);
        await Assert.ThrowsAsync<MissingFileException>(() => DeltaTable.At(t.Table.Location).GetSnapshotAsync(Cancellation));
    }
}
