namespace Lakehouse.Pipelines;

/// <summary>A pipeline: which tables of a source are staged, and which models are built from them.</summary>
/// <param name="Name">Name of the pipeline; also the source's folder in raw and the tables' folder in staged and curated.</param>
/// <param name="Folder">Full path of the folder that holds <c>pipeline.yaml</c>.</param>
/// <param name="Source">The database schema that is replicated.</param>
/// <param name="Catalog">Database names under which queries find the zones.</param>
/// <param name="Staged">Staged tables in the file's order.</param>
/// <param name="Curated">Models in an order in which each comes after every model it reads.</param>
public sealed record Pipeline(
    string Name,
    string Folder,
    SourceDefinition Source,
    Catalog Catalog,
    IReadOnlyList<StagedTable> Staged,
    IReadOnlyList<Model> Curated)
{
    /// <summary>Curated models and those that clean staged tables, each after every model it reads.</summary>
    public IReadOnlyList<Model> Models { get; init; } = Curated;
}
