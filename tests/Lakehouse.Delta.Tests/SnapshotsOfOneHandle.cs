using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests;

/// <summary>A handle builds the next version from the one it has seen; that must never show.</summary>
public class SnapshotsOfOneHandle
{
    [Fact]
    public async Task A_handle_sees_what_a_new_handle_sees()
    {
        await using var t = new TemporaryTable();
        for (var i = 0; i < 70; i++)
        {
            switch (i % 7)
            {
                case 5:
                    await t.OverwriteAsync($"SELECT {i} AS id");
                    break;
                case 3:
                    await t.AppendAsync($"SELECT {i} AS id", new WriteOptions { Transaction = new AppTransaction($"app{i % 2}", i) });
                    break;
                default:
                    await DeltaTable.At(t.Table.Location).AppendAsync(t.Engine, $"SELECT {i} AS id", new WriteOptions(), Cancellation);
                    break;
            }

            if (i % 5 == 0)
            {
                AssertSame(await DeltaTable.At(t.Table.Location).GetSnapshotAsync(Cancellation), await t.Table.GetSnapshotAsync(Cancellation));
            }
        }
    }

    [Fact]
    public async Task A_version_without_new_commits_is_the_same_object()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS id");
        Assert.Same(await t.Table.GetSnapshotAsync(Cancellation), await t.Table.GetSnapshotAsync(Cancellation));
    }

    [Fact]
    public async Task A_table_that_was_made_anew_at_the_same_place_is_noticed()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS id");
        await t.AppendAsync("SELECT 2 AS id");
        Directory.Delete(t.Folder, recursive: true);
        Assert.Null(await t.Table.TryGetSnapshotAsync(Cancellation));
        var other = DeltaTable.At(t.Table.Location);
        await other.AppendAsync(t.Engine, "SELECT 'x' AS name", new WriteOptions(), Cancellation);
        await other.AppendAsync(t.Engine, "SELECT 'y' AS name", new WriteOptions(), Cancellation);
        await other.AppendAsync(t.Engine, "SELECT 'z' AS name", new WriteOptions(), Cancellation);
        Assert.Equal(["x", "y", "z"], await t.RowsAsync());
    }

    [Fact]
    public async Task A_commit_that_went_missing_is_an_error_also_for_a_handle_that_has_seen_earlier_ones()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS id");
        var other = DeltaTable.At(t.Table.Location);
        for (var i = 0; i < 3; i++)
        {
            await other.AppendAsync(t.Engine, "SELECT 2 AS id", new WriteOptions(), Cancellation);
        }

        File.Delete(Path.Combine(t.Folder, LogFile.CommitPath(2)));
        await Assert.ThrowsAsync<LogGapException>(() => t.Table.GetSnapshotAsync(Cancellation));
    }

    [Fact]
    public async Task A_feature_that_is_not_known_is_refused_also_when_it_comes_later()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS id");
        await t.Table.GetSnapshotAsync(Cancellation);
        await File.WriteAllTextAsync(Path.Combine(t.Folder, LogFile.CommitPath(1)), """{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["fromTheFuture"],"writerFeatures":["fromTheFuture"]}}""", Cancellation);
        await Assert.ThrowsAsync<UnsupportedFeatureException>(() => t.Table.GetSnapshotAsync(Cancellation));
    }

    private static void AssertSame(Snapshot expected, Snapshot actual)
    {
        Assert.Equal((expected.Version, expected.Timestamp, expected.Metadata.Id), (actual.Version, actual.Timestamp, actual.Metadata.Id));
        Assert.Equal(expected.Files.Select(file => file.Path).Order(StringComparer.Ordinal), actual.Files.Select(file => file.Path).Order(StringComparer.Ordinal));
        Assert.Equal(expected.Tombstones.Select(file => file.Path).Order(StringComparer.Ordinal), actual.Tombstones.Select(file => file.Path).Order(StringComparer.Ordinal));
        Assert.Equal(expected.AppTransactions.OrderBy(entry => entry.Key), actual.AppTransactions.OrderBy(entry => entry.Key));
    }
}
