namespace Lakehouse.Transformer.Staging;

/// <summary>Where a row stands in a batch.</summary>
/// <param name="File">Place of its file in the batch, from 0.</param>
/// <param name="Row">Place in the file, from 0.</param>
internal readonly record struct RowPlace(long File, long Row);
