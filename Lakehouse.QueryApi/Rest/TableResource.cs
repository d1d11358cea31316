namespace Lakehouse.QueryApi.Rest;

/// <summary>A table and the address of its rows.</summary>
/// <param name="Database">Its database.</param>
/// <param name="Table">Its name.</param>
/// <param name="Zone">raw, staged or curated.</param>
/// <param name="Href">Path of its rows.</param>
internal sealed record TableResource(string Database, string Table, string Zone, string Href);
