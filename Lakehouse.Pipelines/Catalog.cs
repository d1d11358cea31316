namespace Lakehouse.Pipelines;

/// <summary>Database names under which queries find the zones.</summary>
/// <param name="Curated">Database of the curated tables.</param>
/// <param name="Staged">Database of the staged tables.</param>
/// <param name="Raw">Database of the raw tables.</param>
public sealed record Catalog(string Curated, string Staged, string Raw);
