using System.Buffers.Binary;
using Lakehouse.Storage;

namespace Lakehouse.Delta;

/// <summary>Collects the deletion vectors of one commit in one file.</summary>
internal sealed class DeletionVectorWriter : IDisposable
{
    private const byte FormatVersion = 1;

    private readonly MemoryStream content = new();
    private readonly Guid id = Guid.NewGuid();

    public DeletionVectorWriter() => content.WriteByte(FormatVersion);

    /// <summary>Adds a vector; its descriptor holds once <see cref="PublishAsync"/> is done.</summary>
    public DeletionVectorDescriptor Add(DeletionVector vector)
    {
        var offset = checked((int)content.Position);
        var bitmap = RoaringBitmapWriter.Write(vector);
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, bitmap.Length);
        content.Write(number);
        content.Write(bitmap);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Compute(bitmap));
        content.Write(number);
        return new DeletionVectorDescriptor("u", Z85.Encode(id.ToByteArray(bigEndian: true)), offset, bitmap.Length, vector.Cardinality);
    }

    /// <summary>Writes the file.</summary>
    public Task PublishAsync(ObjectStore store, CancellationToken cancellationToken) =>
        store.PutAsync($"deletion_vector_{id}.bin", content.ToArray(), cancellationToken);

    public void Dispose() => content.Dispose();
}
