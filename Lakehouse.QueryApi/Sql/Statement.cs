namespace Lakehouse.QueryApi.Sql;

/// <summary>A statement that the sandbox lets pass.</summary>
/// <param name="Sql">The text to run.</param>
/// <param name="Operation">SELECT, EXPLAIN, SHOW: for telemetry.</param>
/// <param name="Tables">The tables it reads, each once.</param>
/// <param name="Show">What a SHOW statement lists, or null.</param>
internal sealed record Statement(string Sql, string Operation, IReadOnlyList<TableName> Tables, ShowCommand? Show);
