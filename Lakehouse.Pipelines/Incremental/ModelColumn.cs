namespace Lakehouse.Pipelines.Incremental;

/// <summary>A column of a table that a model reads.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">DuckDB's name of its type.</param>
public sealed record ModelColumn(string Name, string Type);
