using System.Buffers.Binary;

namespace Lakehouse.Delta;

/// <summary>Writes deletion vectors in the format that <see cref="RoaringBitmap"/> reads.</summary>
internal static class RoaringBitmapWriter
{
    private const int CookieWithRuns = 12347;
    private const int CookieWithoutRuns = 12346;
    private const int MinOffsetContainers = 4;
    private const int MaxArrayLength = 4096;
    private const int BitSetBytes = 8192;

    public static byte[] Write(DeletionVector vector)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        var bitmaps = Containers(vector).GroupBy(container => container.Key >> 16).ToArray();
        writer.Write(RoaringBitmap.PortableMagic);
        writer.Write((long)bitmaps.Length);
        foreach (var bitmap in bitmaps)
        {
            writer.Write((int)bitmap.Key);
            WriteBitmap32(writer, [.. bitmap]);
        }

        return stream.ToArray();
    }

    /// <summary>The rows cut into blocks of 65536: block number → ranges inside the block.</summary>
    private static IEnumerable<(long Key, List<(int Start, int Count)> Runs)> Containers(DeletionVector vector)
    {
        (long Key, List<(int Start, int Count)> Runs) open = (-1, []);
        foreach (var range in vector.Ranges)
        {
            for (var start = range.Start; start < range.End;)
            {
                var key = start >> 16;
                var end = Math.Min(range.End, (key + 1) << 16);
                if (key != open.Key)
                {
                    if (open.Runs.Count > 0)
                    {
                        yield return open;
                    }

                    open = (key, []);
                }

                open.Runs.Add(((int)(start & 0xFFFF), (int)(end - start)));
                start = end;
            }
        }

        if (open.Runs.Count > 0)
        {
            yield return open;
        }
    }

    private static void WriteBitmap32(BinaryWriter writer, (long Key, List<(int Start, int Count)> Runs)[] containers)
    {
        var bodies = Array.ConvertAll(containers, container => Body(container.Runs));
        var anyRuns = bodies.Any(body => body.IsRuns);
        if (anyRuns)
        {
            writer.Write(CookieWithRuns | ((containers.Length - 1) << 16));
            var flags = new byte[(containers.Length + 7) / 8];
            for (var i = 0; i < bodies.Length; i++)
            {
                flags[i / 8] |= (byte)(bodies[i].IsRuns ? 1 << (i % 8) : 0);
            }

            writer.Write(flags);
        }
        else
        {
            writer.Write(CookieWithoutRuns);
            writer.Write(containers.Length);
        }

        foreach (var container in containers)
        {
            writer.Write((ushort)(container.Key & 0xFFFF));
            writer.Write((ushort)(container.Runs.Sum(run => run.Count) - 1));
        }

        if (!anyRuns || containers.Length >= MinOffsetContainers)
        {
            // From the start of this bitmap: cookie and flags or count, headers, these offsets.
            var offset = (anyRuns ? 4 + ((containers.Length + 7) / 8) : 8) + (containers.Length * 8);
            foreach (var body in bodies)
            {
                writer.Write(offset);
                offset += body.Bytes.Length;
            }
        }

        foreach (var body in bodies)
        {
            writer.Write(body.Bytes);
        }
    }

    /// <summary>The smallest of the three forms: runs, sorted array, bit set.</summary>
    private static (bool IsRuns, byte[] Bytes) Body(List<(int Start, int Count)> runs)
    {
        var cardinality = runs.Sum(run => run.Count);
        var runBytes = 2 + (runs.Count * 4);
        var otherBytes = cardinality <= MaxArrayLength ? cardinality * 2 : BitSetBytes;
        if (runBytes < otherBytes)
        {
            return (true, Runs(runs));
        }

        return (false, cardinality <= MaxArrayLength ? SortedArray(runs, cardinality) : BitSet(runs));
    }

    private static byte[] Runs(List<(int Start, int Count)> runs)
    {
        var bytes = new byte[2 + (runs.Count * 4)];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)runs.Count);
        for (var i = 0; i < runs.Count; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 + (i * 4)), (ushort)runs[i].Start);
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(4 + (i * 4)), (ushort)(runs[i].Count - 1));
        }

        return bytes;
    }

    private static byte[] SortedArray(List<(int Start, int Count)> runs, int cardinality)
    {
        var bytes = new byte[cardinality * 2];
        var next = 0;
        foreach (var (start, count) in runs)
        {
            for (var i = 0; i < count; i++, next += 2)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(next), (ushort)(start + i));
            }
        }

        return bytes;
    }

    private static byte[] BitSet(List<(int Start, int Count)> runs)
    {
        var bytes = new byte[BitSetBytes];
        foreach (var (start, count) in runs)
        {
            for (var i = start; i < start + count; i++)
            {
                bytes[i / 8] |= (byte)(1 << (i % 8));
            }
        }

        return bytes;
    }
}
