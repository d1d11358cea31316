using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;

namespace Lakehouse.Delta.Engine;

/// <summary>The index of one data file: its rows, to be found by a hash of their key.</summary>
/// <remarks>
/// A file that is mapped into memory, so that a look-up touches a page or two of it. Little-endian:
/// <code>
/// magic (8) | buckets (8) | rows (8) | bytes of texts (8)
/// first entry of each bucket, and the end of the last (4 each)
/// entries, by bucket (<see cref="RowSlots"/>)
/// texts
/// </code>
/// </remarks>
internal sealed unsafe class KeyIndexFile : IDisposable
{
    private const long Magic = 0x3130_5849_5945_4B4C; // "LKEYIX01"
    private const int HeaderBytes = 32;
    private const int RowsPerBucket = 4;

    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* start;

    private KeyIndexFile(MemoryMappedFile file, MemoryMappedFileAccess access, RowSlots slots)
    {
        this.file = file;
        view = file.CreateViewAccessor(0, 0, access);
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        start = pointer + view.PointerOffset;
        Slots = slots;
    }

    public RowSlots Slots { get; }

    public long Rows => ((long*)start)[2];

    /// <summary>Number of buckets; the rows of a bucket stand together.</summary>
    public long Buckets => ((long*)start)[1];

    /// <summary>For each bucket the number of its first entry.</summary>
    public int* FirstEntries => (int*)(start + HeaderBytes);

    /// <summary>The texts.</summary>
    public byte* Texts => Entries + (Rows * Slots.Width);

    private byte* Entries => start + HeaderBytes + ((Buckets + 1) * sizeof(int));

    /// <summary>Opens an index.</summary>
    /// <returns>Null when it is not there, or is none.</returns>
    public static KeyIndexFile? TryOpen(string path, RowSlots slots)
    {
        try
        {
            var length = new FileInfo(path).Length;
            var index = new KeyIndexFile(MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read), MemoryMappedFileAccess.Read, slots);
            if (length >= HeaderBytes && *(long*)index.start == Magic && length == LengthOf(index.Rows, ((long*)index.start)[3], slots))
            {
                return index;
            }

            index.Dispose();
            return null;
        }
        catch (Exception gone) when (gone is IOException or ArgumentException)
        {
            return null; // never built, made room for another, or empty
        }
    }

    /// <summary>Makes an index whose entries are to be filled.</summary>
    /// <exception cref="IOException">There is no room for it.</exception>
    public static KeyIndexFile Create(string path, long rows, long textBytes, RowSlots slots)
    {
        var length = LengthOf(rows, textBytes, slots);
        // The disk has to promise the room: a page of a mapped file for which there is none ends the process.
        var stream = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, PreallocationSize = length });
        var index = new KeyIndexFile(MemoryMappedFile.CreateFromFile(stream, null, length, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false), MemoryMappedFileAccess.ReadWrite, slots);
        var header = (long*)index.start;
        (header[0], header[1], header[2], header[3]) = (Magic, BucketsOf(rows), rows, textBytes);
        return index;
    }

    /// <summary>Size of an index file.</summary>
    public static long LengthOf(long rows, long textBytes, RowSlots slots) => HeaderBytes + ((BucketsOf(rows) + 1) * sizeof(int)) + (rows * slots.Width) + textBytes;

    /// <summary>The bucket of a hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long BucketOf(ulong hash, long buckets) => (long)Math.BigMul(hash, (ulong)buckets, out _);

    public byte* Entry(long number) => Entries + (number * Slots.Width);

    /// <summary>The entries whose keys have a hash; now and then one of another key.</summary>
    public IReadOnlyList<nint> Find(ulong hash)
    {
        List<nint>? found = null;
        var bucket = BucketOf(hash, Buckets);
        for (long number = FirstEntries[bucket], end = FirstEntries[bucket + 1]; number < end; number++)
        {
            var entry = Entry(number);
            if (Unsafe.ReadUnaligned<ulong>(entry) == hash)
            {
                (found ??= []).Add((nint)entry);
            }
        }

        return found is null ? [] : found;
    }

    /// <summary>Puts all of it on the disk.</summary>
    public void Flush() => view.Flush();

    public void Dispose()
    {
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        file.Dispose();
    }

    private static long BucketsOf(long rows) => Math.Max(1, rows / RowsPerBucket);
}
