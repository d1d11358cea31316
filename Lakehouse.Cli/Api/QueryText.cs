namespace Lakehouse.Cli.Api;

/// <summary>The body of a query.</summary>
/// <param name="Sql">One statement.</param>
/// <param name="Limit">Most rows to return, or null.</param>
/// <param name="Timeout">Longest run time in seconds, or null.</param>
internal sealed record QueryText(string Sql, long? Limit, double? Timeout);
