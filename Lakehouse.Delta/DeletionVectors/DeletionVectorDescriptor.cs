using System.Globalization;

namespace Lakehouse.Delta;

/// <summary>Where the deleted rows of a data file are written down.</summary>
/// <param name="StorageType"><c>u</c>: file named by a z85 UUID; <c>i</c>: inline; <c>p</c>: absolute path.</param>
/// <param name="PathOrInlineDv">Optional random prefix and UUID, z85 bytes, or the path.</param>
/// <param name="Offset">Start of the vector in its file; null for inline.</param>
/// <param name="SizeInBytes">Length of the serialized vector.</param>
/// <param name="Cardinality">Number of deleted rows.</param>
public sealed record DeletionVectorDescriptor(string StorageType, string PathOrInlineDv, int? Offset, int SizeInBytes, long Cardinality)
{
    /// <summary>The identity that together with the path is the key of a logical file.</summary>
    public string UniqueId => Offset is { } offset
        ? string.Create(CultureInfo.InvariantCulture, $"{StorageType}{PathOrInlineDv}@{offset}")
        : StorageType + PathOrInlineDv;
}
