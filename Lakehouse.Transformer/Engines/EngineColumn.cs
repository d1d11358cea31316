namespace Lakehouse.Transformer.Engines;

/// <summary>A column as DuckDB describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">DuckDB's type, like <c>DECIMAL(2,1)</c>.</param>
internal sealed record EngineColumn(string Name, string Type);
