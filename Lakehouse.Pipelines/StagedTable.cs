namespace Lakehouse.Pipelines;

/// <summary>A table of the source, kept as its current state.</summary>
/// <param name="Name">Name of the source's table, of its raw folder and of the Delta table.</param>
/// <param name="Key">Columns that identify a row.</param>
public sealed record StagedTable(string Name, IReadOnlyList<string> Key);
