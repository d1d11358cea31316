namespace Lakehouse.QueryApi.Sql;

/// <summary>A statement that the sandbox lets pass.</summary>
/// <param name="Sql">The text to run.</param>
/// <param name="Operation">SELECT, EXPLAIN, SHOW: for telemetry.</param>
/// <param name="Tables">The tables it reads, each once.</param>
/// <param name="Filters">What rows have to fulfil to matter, for tables where the statement tells.</param>
/// <param name="Show">What a SHOW statement lists, or null.</param>
/// <param name="IsRepeatable">The same tables and parameters give the same rows again.</param>
internal sealed record Statement(string Sql, string Operation, IReadOnlyList<TableName> Tables, IReadOnlyList<TableFilter> Filters, ShowCommand? Show, bool IsRepeatable);
