using System.Buffers.Binary;
using Lakehouse.Storage;

namespace Lakehouse.Delta;

/// <summary>Loads deletion vectors from where their descriptors say.</summary>
/// <remarks>
/// In a file: <c>version 1 (byte)</c>, then for each vector at its offset: <c>size (BE int32) | bitmap | CRC-32 of the bitmap (BE)</c>.
/// </remarks>
internal static class DeletionVectorReader
{
    private const int EncodedUuidLength = 20;

    /// <exception cref="CorruptDataException">The vector is damaged or does not fit its descriptor.</exception>
    /// <exception cref="MissingFileException">Its file is not there.</exception>
    public static async Task<DeletionVector> ReadAsync(Snapshot snapshot, DeletionVectorDescriptor descriptor, CancellationToken cancellationToken)
    {
        string? file = null;
        try
        {
            byte[] bitmap;
            if (descriptor.StorageType == "i")
            {
                bitmap = Z85.Decode(descriptor.PathOrInlineDv);
            }
            else
            {
                file = PathOf(descriptor);
                bitmap = await ReadFileAsync(snapshot, file, descriptor, cancellationToken).ConfigureAwait(false);
            }

            if (bitmap.Length < descriptor.SizeInBytes)
            {
                throw new InvalidDataException($"It has {bitmap.Length} bytes instead of {descriptor.SizeInBytes}.");
            }

            var vector = RoaringBitmap.Read(bitmap.AsSpan(0, descriptor.SizeInBytes));
            return vector.Cardinality == descriptor.Cardinality ? vector : throw new InvalidDataException($"It deletes {vector.Cardinality} rows instead of {descriptor.Cardinality}.");
        }
        catch (InvalidDataException damaged)
        {
            throw new CorruptDataException($"The deletion vector {descriptor.UniqueId} is damaged: {damaged.Message}", snapshot.Location, snapshot.Version, file, damaged);
        }
        catch (FileNotFoundException missing)
        {
            throw new MissingFileException("The file of a deletion vector is missing.", snapshot.Location, snapshot.Version, file, missing);
        }
    }

    /// <summary>The file: relative to the table for <c>u</c>, an absolute path for <c>p</c>.</summary>
    /// <remarks><c>ab^-aqEH.-t@S}K{vb[*k^</c> is the prefix <c>ab</c> and a UUID: <c>ab/deletion_vector_d2c639aa-….bin</c>.</remarks>
    internal static string PathOf(DeletionVectorDescriptor descriptor)
    {
        switch (descriptor.StorageType)
        {
            case "p":
                return descriptor.PathOrInlineDv;
            case "u" when descriptor.PathOrInlineDv.Length >= EncodedUuidLength:
                var prefix = descriptor.PathOrInlineDv[..^EncodedUuidLength];
                var uuid = new Guid(Z85.Decode(descriptor.PathOrInlineDv[^EncodedUuidLength..]), bigEndian: true);
                return $"{(prefix.Length > 0 ? prefix + "/" : "")}deletion_vector_{uuid}.bin";
            default:
                throw new InvalidDataException($"The storage type '{descriptor.StorageType}' with the path '{descriptor.PathOrInlineDv}' is not one of the protocol.");
        }
    }

    private static async Task<byte[]> ReadFileAsync(Snapshot snapshot, string file, DeletionVectorDescriptor descriptor, CancellationToken cancellationToken)
    {
        await using var stream = await OpenAsync(snapshot, file, cancellationToken).ConfigureAwait(false);
        var version = new byte[1];
        await stream.ReadExactlyOrDamagedAsync(version, cancellationToken).ConfigureAwait(false);
        if (version[0] != 1)
        {
            throw new InvalidDataException($"The file has version {version[0]} instead of 1.");
        }

        var bytes = new byte[4 + descriptor.SizeInBytes + 4];
        stream.Seek(descriptor.Offset ?? 1, SeekOrigin.Begin);
        await stream.ReadExactlyOrDamagedAsync(bytes, cancellationToken).ConfigureAwait(false);
        var size = BinaryPrimitives.ReadInt32BigEndian(bytes);
        if (size != descriptor.SizeInBytes)
        {
            throw new InvalidDataException($"Its size in the file is {size}, in the log {descriptor.SizeInBytes}.");
        }

        var bitmap = bytes[4..^4];
        return Crc32.Compute(bitmap) == BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(bytes.Length - 4)) ? bitmap : throw new InvalidDataException("Its checksum is wrong.");
    }

    private static Task<Stream> OpenAsync(Snapshot snapshot, string file, CancellationToken cancellationToken)
    {
        if (!FilePath.IsAbsolute(file))
        {
            return OpenRelativeAsync(snapshot, file, cancellationToken);
        }

        var path = FilePath.Canonical(file);
        var slash = path.LastIndexOf('/') + 1;
        return ObjectStores.Open(ObjectStores.ParseLocation(path[..slash])).OpenReadAsync(path[slash..], cancellationToken);
    }

    /// <summary>
    /// Opens a file of the table. Some writers put a prefix before the name; the UUID in it still names the file without doubt.
    /// </summary>
    private static async Task<Stream> OpenRelativeAsync(Snapshot snapshot, string file, CancellationToken cancellationToken)
    {
        try
        {
            return await snapshot.Store.OpenReadAsync(file, cancellationToken).ConfigureAwait(false);
        }
        catch (FileNotFoundException)
        {
            var name = file[(file.LastIndexOf('/') + 1)..];
            await foreach (var item in snapshot.Store.ListAsync("", null, cancellationToken).ConfigureAwait(false))
            {
                if (item.Path.EndsWith(name, StringComparison.Ordinal))
                {
                    return await snapshot.Store.OpenReadAsync(item.Path, cancellationToken).ConfigureAwait(false);
                }
            }

            throw;
        }
    }

    private static async Task ReadExactlyOrDamagedAsync(this Stream stream, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            await stream.ReadExactlyAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (EndOfStreamException end)
        {
            throw new InvalidDataException("The file ends too early.", end);
        }
    }
}
