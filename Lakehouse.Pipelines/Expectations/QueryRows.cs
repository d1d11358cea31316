namespace Lakehouse.Pipelines.Expectations;

/// <summary>Runs a query that has few rows.</summary>
/// <param name="sql">A SELECT.</param>
/// <param name="cancellationToken">Stops it.</param>
public delegate Task<QueryRows> QueryRunner(string sql, CancellationToken cancellationToken);

/// <summary>What a query gave.</summary>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Rows">Values as DuckDB's driver gives them; null for NULL.</param>
public sealed record QueryRows(IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows);
