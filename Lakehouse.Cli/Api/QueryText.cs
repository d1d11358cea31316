namespace Lakehouse.Cli.Api;

/// <summary>The body of a query.</summary>
/// <param name="Sql">One statement.</param>
/// <param name="Limit">Most rows to return, or null.</param>
/// <param name="Timeout">Longest run time in seconds, or null.</param>
/// <param name="Dialect">Whose SQL it is: <c>duckdb</c>, <c>athena</c>, or null for the service's own default.</param>
/// <param name="Database">Where tables without a database are looked for, or null.</param>
internal sealed record QueryText(string Sql, long? Limit, double? Timeout, string? Dialect, string? Database);
