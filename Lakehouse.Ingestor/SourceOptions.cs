namespace Lakehouse.Ingestor;

/// <summary>What is replicated: configuration section <c>Source</c>; what it leaves open, the pipeline's definition says.</summary>
internal sealed record SourceOptions
{
    public const string Section = "Source";

    /// <summary>The connection string's name.</summary>
    public string ConnectionName { get; init; } = "movielens";

    /// <summary>The source's name in raw paths.</summary>
    public string Name { get; init; } = "";

    /// <summary>Patterns of schemas: <c>%</c> any characters, <c>_</c> one, <c>[_]</c> an underscore, <c>[a-d]</c> one of a set, as in DMS's table mappings.</summary>
    public IReadOnlyList<string> Schemas { get; init; } = [];

    /// <summary>Patterns of tables, <c>schema.table</c> or <c>table</c>; empty: all.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Patterns of tables that are left out.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];
}
