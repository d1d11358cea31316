using Lakehouse.Pipelines.Binding;
using Lakehouse.Pipelines.Definition;
using Lakehouse.Pipelines.Sql;

namespace Lakehouse.Pipelines;

/// <summary>Loads a pipeline's folder and checks all of it before anything runs.</summary>
public static class PipelineLoader
{
    /// <summary>Name of the file that makes a folder a pipeline.</summary>
    public const string FileName = "pipeline.yaml";

    /// <summary>Loads <c>pipeline.yaml</c> and every file that it names.</summary>
    /// <param name="folder">The pipeline's folder, absolute or relative to the current one.</param>
    /// <exception cref="PipelineException">Something is wrong; it lists every problem with file, line and what to do.</exception>
    public static Pipeline Load(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var full = Path.GetFullPath(folder);
        var problems = new ProblemList();
        var pipeline = Load(full, problems);
        problems.ThrowIfAny(full);
        return pipeline!;
    }

    private static Pipeline? Load(string folder, ProblemList problems)
    {
        var file = Path.Combine(folder, FileName);
        if (new DefinitionReader(file, problems).Read() is not { } definition)
        {
            return null;
        }

        using var parser = new ModelSqlParser();
        var models = new ModelReader(definition, folder, file, parser, problems).Read();
        var sorted = ModelGraph.Sort(models, cycle =>
            problems.Add(
                file,
                cycle[0].Line,
                $"The models read each other in a circle: {string.Join(" reads ", cycle.Select(model => model.Table))}. Take one of these references out."));
        var pipeline = new Pipeline(
            definition.Name,
            folder,
            definition.Source,
            definition.Catalog,
            [.. definition.Staged.Select(table => new StagedTable(table.Name, table.Key)
            {
                Line = table.Line,
                Columns = table.Columns,
                Cleaning = sorted.FirstOrDefault(model => model.Table == new TableReference(Zone.Staged, table.Name)),
                History = table.History,
                MaxQuarantined = table.MaxQuarantined,
            })],
            [.. sorted.Where(model => model.Zone == Zone.Curated)])
        { Models = sorted };
        PipelineSchema.Bind(pipeline, null, problems);
        var keys = new KeyCheck(pipeline, parser, problems);
        foreach (var model in pipeline.Models.Where(model => model.Sql.Length > 0))
        {
            keys.Check(model);
        }

        return pipeline;
    }
}
