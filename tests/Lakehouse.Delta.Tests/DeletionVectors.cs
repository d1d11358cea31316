using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests;

public class DeletionVectors
{
    [Theory]
    [InlineData(new long[] { 0 })]
    [InlineData(new long[] { 1, 3, 5, 65535, 65536, 131072, 4294967296, 4294967299 })]
    public void What_is_written_is_read(long[] rows)
    {
        var vector = new DeletionVector();
        foreach (var row in rows)
        {
            vector.Append(row, 1);
        }

        Assert.Equal(vector.Ranges, RoaringBitmap.Read(RoaringBitmapWriter.Write(vector)).Ranges);
    }

    [Fact]
    public void Arrays_bit_sets_and_runs_are_all_read_back()
    {
        var vector = new DeletionVector();
        var random = new Random(3);
        for (var block = 0; block < 9; block++)
        {
            var at = (long)block << 16;
            for (var i = 0; i < 60_000; i += block % 3 == 0 ? random.Next(2, 900) : random.Next(2, 6))
            {
                vector.Append(at + i, 1);
            }

            vector.Append(at + 61_000, block % 3 == 2 ? 4_000 : 1);
        }

        var read = RoaringBitmap.Read(RoaringBitmapWriter.Write(vector));
        Assert.Equal(vector.Cardinality, read.Cardinality);
        Assert.Equal(vector.Ranges, read.Ranges);
    }

    [Fact]
    public void Damaged_bytes_are_refused_and_never_hang()
    {
        var vector = new DeletionVector();
        vector.Append(5, 1000);
        vector.Append(70_000, 3);
        var good = RoaringBitmapWriter.Write(vector);
        var random = new Random(4);
        for (var i = 0; i < 2000; i++)
        {
            var bad = good[..random.Next(good.Length)].ToArray();
            if (bad.Length > 0)
            {
                bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
            }

            try
            {
                RoaringBitmap.Read(bad);
            }
            catch (InvalidDataException refused)
            {
                Assert.NotEmpty(refused.Message);
            }
        }
    }

    [Theory]
    [InlineData("true")]
    [InlineData("True")]
    [InlineData("TRUE")]
    public async Task A_merge_leaves_large_files_alone_where_the_table_allows_deletion_vectors(string on)
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT i AS id, i AS v FROM range(100000) r(i)", new WriteOptions { Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = on } });
        var before = Assert.Single((await t.Table.GetSnapshotAsync(Cancellation)).Files);
        var result = await t.MergeAsync(MergeSpec.Upsert("SELECT 7 AS id, -1 AS v UNION ALL SELECT 100000, -2", "id"));
        Assert.Equal((1, 1, 0), (result.RowsInserted, result.RowsUpdated, result.RowsDeleted));
        var snapshot = await t.Table.GetSnapshotAsync(Cancellation);
        var old = Assert.Single(snapshot.Files, file => file.Path == before.Path);
        Assert.Equal((1, false), (old.DeletionVector!.Cardinality, old.Stats!.TightBounds));
        Assert.Equal(["100001|-3"], await t.QueryAsync($"SELECT count(*), sum(v) FILTER (v < 0) FROM {(await DeltaScan.PlanAsync(snapshot, Cancellation)).Sql} AS t"));
    }
}
