namespace Lakehouse.Delta.Engine;

/// <summary>An index that a merge has missed.</summary>
/// <param name="Table">The table.</param>
/// <param name="File">The data file.</param>
/// <param name="Key">Columns of the key.</param>
/// <param name="Path">Where the index shall be.</param>
internal sealed record WantedIndex(DeltaTable Table, AddFile File, IReadOnlyList<string> Key, string Path);
