namespace Lakehouse.Delta.Engine;

/// <summary>What <see cref="KeyIndexes.BuildAsync"/> did for one table.</summary>
/// <param name="Table">Location of the table.</param>
/// <param name="Files">Data files that got an index.</param>
/// <param name="Rows">Rows in them.</param>
/// <param name="Bytes">Size of the index files.</param>
/// <param name="TooLarge">Data files whose index would not fit into <see cref="KeyIndexOptions.MaxBytes"/>: they go on being read.</param>
public sealed record KeyIndexReport(Uri Table, int Files, long Rows, long Bytes, int TooLarge);
