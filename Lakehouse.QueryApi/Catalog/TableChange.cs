namespace Lakehouse.QueryApi.Catalog;

/// <summary>One entry of a table's history.</summary>
/// <param name="Version">Delta version, or null for a raw file.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="Operation">What happened: WRITE, MERGE … or the raw file's name.</param>
internal sealed record TableChange(long? Version, DateTimeOffset Timestamp, string Operation);
