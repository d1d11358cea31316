using System.Text.Json;

namespace Lakehouse.Cli.Api;

/// <summary>A result as the service answers it in JSON.</summary>
internal sealed record QueryResult(IReadOnlyList<ResultColumn> Columns, IReadOnlyList<JsonElement[]> Rows, long RowCount, bool Truncated, QueryStatistics Statistics);

/// <summary>A result column: name and Athena type.</summary>
internal sealed record ResultColumn(string Name, string Type);

/// <summary>What the query took.</summary>
internal sealed record QueryStatistics(double ElapsedMilliseconds, long FilesScanned, long BytesScanned);

/// <summary>The catalog's tables.</summary>
internal sealed record TableListing(IReadOnlyList<TableEntry> Tables);

/// <summary>One table of the catalog.</summary>
internal sealed record TableEntry(string Database, string Table, string Zone, long? Version, DateTimeOffset? Updated, long? Rows, long Files, long Bytes, string? Error);

/// <summary>An error as RFC 9457 has it.</summary>
internal sealed record ProblemDetails(string? Title, string? Detail);
