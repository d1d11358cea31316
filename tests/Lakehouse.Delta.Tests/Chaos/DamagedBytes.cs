using CsCheck;
using DuckDB.NET.Data;
using Lakehouse.Delta.Engine;
using Lakehouse.Tests;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Chaos;

/// <summary>
/// Random damage to a table's files: reading it gives rows or a <see cref="DeltaException"/>, soon and with little memory, never anything else.
/// A damaged deletion vector, which has a checksum, never gives wrong rows.
/// </summary>
[Collection(nameof(MeasuresMemory))]
public class DamagedBytes
{
    private const long MostMemory = 256 << 20;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private static readonly Gen<Damage> AnyDamage = Gen.Select(Gen.Int[0, 5], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Byte.Array[1, 24], (kind, from, to, bytes) => new Damage(kind, from, to, bytes));

    [Theory]
    [InlineData("_delta_log/*.json", false)]
    [InlineData("_delta_log/*.checkpoint.parquet", false)]
    [InlineData("_delta_log/_last_checkpoint", false)]
    [InlineData("*.bin", true)]
    [InlineData("*.parquet", false)]
    public async Task Reading_ends_with_rows_or_a_delta_exception(string files, bool hasChecksum)
    {
        await using var t = new TemporaryTable();

        // DuckDB keeps what it read of a file by its time of change, which is the same for several damages in a row.
        await using var cache = t.Engine.Connection.CreateCommand();
        cache.CommandText = "SET enable_external_file_cache = false";
        await cache.ExecuteNonQueryAsync(Cancellation);
        var rows = await MakeTableAsync(t);
        var paths = Directory.GetFiles(t.Folder, files);
        Assert.NotEmpty(paths);
        await Gen.Select(Gen.Int[0, paths.Length - 1].Select(index => paths[index]), AnyDamage).SampleRepeatablyAsync(
            async made =>
            {
                var (path, damage) = made;
                var whole = await File.ReadAllBytesAsync(path, Cancellation);
                try
                {
                    await File.WriteAllBytesAsync(path, damage.Apply(whole), Cancellation);
                    var read = await ReadAsync(t);
                    Assert.True(!hasChecksum || read is null || read.SequenceEqual(rows), "A damaged deletion vector gave other rows.");
                }
                finally
                {
                    await File.WriteAllBytesAsync(path, whole, Cancellation);
                }
            },
            iter: 40);
        Assert.Equal(rows, await t.RowsAsync());
    }

    /// <summary>The rows, or null when the table said that it is damaged.</summary>
    private static async Task<string[]?> ReadAsync(TemporaryTable t)
    {
        var before = GC.GetTotalAllocatedBytes();
        using var limit = new CancellationTokenSource(Longest);
        try
        {
            var snapshot = await DeltaTable.At(t.Table.Location).GetSnapshotAsync(limit.Token);
            var scan = await DeltaScan.PlanAsync(snapshot, limit.Token);
            try
            {
                return await t.QueryAsync($"SELECT * FROM {scan.Sql} AS t");
            }
            catch (DuckDBException error)
            {
                Assert.True(scan.Explain(error) is not null, $"No explanation for: {error.Message}");
                return null;
            }
        }
        catch (DeltaException)
        {
            return null;
        }
        finally
        {
            Assert.True(GC.GetTotalAllocatedBytes() - before < MostMemory, "Reading took too much memory.");
        }
    }

    /// <summary>Commits, a checkpoint in the middle, deletion vectors in files.</summary>
    private static async Task<string[]> MakeTableAsync(TemporaryTable t)
    {
        var options = new WriteOptions { Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = "true", ["delta.checkpointInterval"] = "4" } };
        await t.AppendAsync("SELECT range::INTEGER AS id, 'row ' || range AS name FROM range(500)", options);
        for (var i = 0; i < 6; i++)
        {
            await t.MergeAsync(new MergeSpec { Source = $"SELECT range::INTEGER * 7 + {i} AS id FROM range(20)", Key = ["id"], WhenMatched = [MatchedClause.Delete()] });
        }

        return await t.RowsAsync();
    }

    /// <summary>One change of a file's bytes; places are shares of its length.</summary>
    private sealed record Damage(int Kind, double From, double To, byte[] Bytes)
    {
        public byte[] Apply(byte[] whole)
        {
            var from = (int)(Math.Min(From, To) * whole.Length);
            var to = (int)(Math.Max(From, To) * whole.Length);
            return Kind switch
            {
                0 => whole[..from],
                1 => [.. whole[..from], .. whole[to..]],
                2 => [.. whole[..from], .. Bytes, .. whole[from..]],
                3 => [.. whole[..to], .. whole[from..to], .. whole[to..]],
                4 => [.. whole.Select((value, index) => index == from ? (byte)(value ^ (Bytes[0] | 1)) : value)],
                _ => [.. whole.Select((value, index) => index >= from && index < from + Bytes.Length ? Bytes[index - from] : value)],
            };
        }

        public override string ToString() => $"{Kind} {From:R} {To:R} {Convert.ToHexString(Bytes)}";
    }
}
