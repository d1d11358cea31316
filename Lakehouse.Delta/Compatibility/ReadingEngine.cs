namespace Lakehouse.Delta;

/// <summary>An engine that reads Delta tables.</summary>
/// <param name="Key">A short name: <c>spark</c>, <c>delta-rs</c>, <c>delta-kernel</c>, <c>duckdb</c>, <c>trino</c>, <c>athena</c>.</param>
/// <param name="Name">Name and version.</param>
/// <param name="Source">Address of the documentation or source that says what it reads.</param>
public sealed record ReadingEngine(string Key, string Name, string Source);
