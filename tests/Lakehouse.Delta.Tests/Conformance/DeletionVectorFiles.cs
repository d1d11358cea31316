using System.Buffers.Binary;
using System.Text.Json;
using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Conformance;

/// <summary>PROTOCOL.md, Deletion Vector Format: the bytes of the files that we write, taken apart without our own reader.</summary>
public class DeletionVectorFiles
{
    private const uint Magic = 1681511377;

    [Fact]
    public async Task Files_have_the_format_of_the_protocol()
    {
        await using var t = new TemporaryTable();
        var vectors = new WriteOptions { PartitionBy = ["p"], Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = "true" } };
        await t.AppendAsync("SELECT i::INTEGER AS id, i % 2 AS p FROM range(400000) r(i)", vectors);
        await t.DeleteAsync("id % 1000 < 3 OR id BETWEEN 200000 AND 340000"); // few in a block, runs, and many that are scattered
        await t.DeleteAsync("id % 3 = 0 AND id < 100000");

        foreach (var commit in WrittenCommit.Of(t).Where(commit => commit.Version > 0))
        {
            var descriptors = commit.All("add").Select(add => add.GetProperty("deletionVector")).ToArray();
            Assert.Equal(2, descriptors.Length);
            var bytes = await File.ReadAllBytesAsync(Assert.Single(descriptors.Select(descriptor => FileOf(t, descriptor)).Distinct()), Cancellation);
            Assert.Equal(1, bytes[0]); // the version of the format
            var end = 1;
            foreach (var descriptor in descriptors.OrderBy(descriptor => descriptor.GetProperty("offset").GetInt32()))
            {
                var (offset, size) = (descriptor.GetProperty("offset").GetInt32(), descriptor.GetProperty("sizeInBytes").GetInt32());
                Assert.Equal(end, offset);
                Assert.Equal(size, BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(offset)));
                var data = bytes.AsSpan(offset + 4, size);
                Assert.Equal(Crc(data), BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(offset + 4 + size)));
                Assert.Equal(Magic, BinaryPrimitives.ReadUInt32LittleEndian(data));
                Assert.Equal(1, BinaryPrimitives.ReadInt64LittleEndian(data[4..])); // one bucket of 2^32 rows
                Assert.Equal(0, BinaryPrimitives.ReadInt32LittleEndian(data[12..])); // its key
                end = offset + 4 + size + 4;
            }

            Assert.Equal(bytes.Length, end);
        }

        Assert.Equal(["0"], await t.QueryAsync($"SELECT count(*) FROM {(await DeltaScan.PlanAsync(await t.Table.GetSnapshotAsync(Cancellation), Cancellation)).Sql} AS r WHERE id % 1000 < 3 OR id BETWEEN 200000 AND 340000 OR (id % 3 = 0 AND id < 100000)"));
    }

    /// <summary><c>&lt;random prefix - optional&gt;&lt;base85 encoded uuid&gt;</c> → <c>&lt;prefix&gt;/deletion_vector_&lt;uuid&gt;.bin</c>.</summary>
    private static string FileOf(TemporaryTable t, JsonElement descriptor)
    {
        Assert.Equal("u", descriptor.GetProperty("storageType").GetString());
        var text = descriptor.GetProperty("pathOrInlineDv").GetString()!;
        var uuid = new Guid(Decode(text[^20..]), bigEndian: true);
        return Path.Combine(t.Folder, text[..^20], $"deletion_vector_{uuid}.bin");
    }

    /// <summary>Z85 (rfc.zeromq.org/spec/32): five characters are four bytes.</summary>
    private static byte[] Decode(string text)
    {
        const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
        var bytes = new byte[text.Length / 5 * 4];
        for (var i = 0; i < text.Length / 5; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(i * 4), text.Substring(i * 5, 5).Aggregate(0u, (value, c) => (value * 85) + (uint)Alphabet.IndexOf(c, StringComparison.Ordinal)));
        }

        return bytes;
    }

    private static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var b in data)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }
}
