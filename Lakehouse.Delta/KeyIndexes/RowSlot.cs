namespace Lakehouse.Delta.Engine;

/// <summary>Where an entry of an index file has the value of a column.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Place">Place in the entry.</param>
/// <param name="Width">Bytes.</param>
/// <param name="IsText">Whether the slot names the place of a text or binary.</param>
internal readonly record struct RowSlot(string Column, int Place, int Width, bool IsText);
