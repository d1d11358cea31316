using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ParquetSharp;

namespace Lakehouse.Ingestor.Raw;

/// <summary>A text that Parquet's writer can be pointed at.</summary>
internal sealed class PinnedText
{
    private readonly byte[] bytes;

    public PinnedText(string text)
    {
        var utf8 = System.Text.Encoding.UTF8.GetBytes(text);
        bytes = GC.AllocateUninitializedArray<byte>(utf8.Length, pinned: true);
        utf8.CopyTo(bytes, 0);
    }

    /// <summary>Valid as long as this object lives.</summary>
    public unsafe ByteArray Pointer => new((IntPtr)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(bytes)), bytes.Length);
}
