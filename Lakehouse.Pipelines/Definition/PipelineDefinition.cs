using Lakehouse.Pipelines.Incremental;

namespace Lakehouse.Pipelines.Definition;

/// <summary><c>pipeline.yaml</c> as written, before the files it names are read.</summary>
internal sealed record PipelineDefinition(
    string Name,
    SourceDefinition Source,
    Catalog Catalog,
    IReadOnlyList<StagedDefinition> Staged,
    IReadOnlyList<ModelDefinition> Curated);

internal sealed record StagedDefinition(
    string Name,
    int Line,
    IReadOnlyList<string> Key,
    IReadOnlyList<ModelColumn> Columns,
    FileName? Sql,
    FileName? Expectations,
    bool History,
    double MaxQuarantined);

internal sealed record ModelDefinition(
    string Name,
    int Line,
    FileName? Sql,
    IReadOnlyList<string> Key,
    Refresh Refresh,
    FileName? Expectations);

/// <summary>A file that the definition names, relative to the pipeline's folder.</summary>
internal sealed record FileName(string Path, int Line)
{
    public static FileName? Of(YamlScalar? path) => path is null ? null : new FileName(path.Text, path.Line);
}
