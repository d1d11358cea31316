namespace Lakehouse.Delta.Engine;

/// <summary>The table that a folder became.</summary>
/// <param name="Version">Version of the table.</param>
/// <param name="Files">Data files.</param>
/// <param name="Bytes">Their length in all.</param>
/// <param name="Rows">Their rows.</param>
/// <param name="Committed">False when the folder was a Delta table already.</param>
public sealed record ConvertResult(long Version, int Files, long Bytes, long Rows, bool Committed);
