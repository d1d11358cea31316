using Lakehouse.Pipelines.Binding;
using Lakehouse.Pipelines.Definition;
using Lakehouse.Pipelines.Incremental;

namespace Lakehouse.Pipelines;

/// <summary>
/// The columns of a pipeline's tables: declared in <c>pipeline.yaml</c> or found in the lake for staged tables, derived from the SQL for
/// models. Tables of which nobody says the columns are left out, and so is what is computed from them.
/// </summary>
public sealed class PipelineSchema
{
    private readonly IReadOnlyDictionary<TableReference, IReadOnlyList<ModelColumn>> tables;

    private PipelineSchema(IReadOnlyDictionary<TableReference, IReadOnlyList<ModelColumn>> tables, IReadOnlyList<PipelineProblem> problems)
    {
        this.tables = tables;
        Problems = problems;
    }

    /// <summary>What does not fit: columns that no table has, keys that a model lacks, types that only one engine knows.</summary>
    public IReadOnlyList<PipelineProblem> Problems { get; }

    /// <summary>The tables whose columns are known.</summary>
    public IEnumerable<TableReference> Tables => tables.Keys;

    /// <summary>The columns of a table in order, with DuckDB's names of their types; null when they are not known.</summary>
    public IReadOnlyList<ModelColumn>? ColumnsOf(TableReference table) => tables.GetValueOrDefault(table);

    /// <summary>Finds the columns of every table.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="found">Columns that tables of the source have in the lake; they go before what is declared. Null for none.</param>
    public static PipelineSchema Of(Pipeline pipeline, IReadOnlyDictionary<TableReference, IReadOnlyList<ModelColumn>>? found = null)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        var problems = new ProblemList();
        return new PipelineSchema(Bind(pipeline, found, problems), problems.Sorted);
    }

    internal static IReadOnlyDictionary<TableReference, IReadOnlyList<ModelColumn>> Bind(
        Pipeline pipeline, IReadOnlyDictionary<TableReference, IReadOnlyList<ModelColumn>>? found, ProblemList problems)
    {
        var tables = new Dictionary<TableReference, IReadOnlyList<ModelColumn>>();
        foreach (var table in pipeline.Staged)
        {
            var columns = found?.GetValueOrDefault(table.Merged) ?? table.Columns;
            if (columns.Count > 0)
            {
                tables[table.Merged] = columns;
                if (table.HistoryTable is { } history)
                {
                    tables[history] = [.. columns.Concat(StagedTable.HistoryColumns).DistinctBy(column => column.Name, StringComparer.OrdinalIgnoreCase)];
                }
            }
        }

        if (tables.Count == 0)
        {
            return tables;
        }

        using var engine = new BindingEngine();
        foreach (var (table, columns) in tables)
        {
            engine.Create(table, columns);
        }

        foreach (var model in pipeline.Models.Where(model => model.Sql.Length > 0 && model.DependsOn.All(tables.ContainsKey)))
        {
            if (new ModelBinding(model, pipeline, engine, problems).Bind() is { } columns)
            {
                tables[model.Table] = columns;
                engine.Create(model.Table, columns);
            }
        }

        return tables;
    }
}
