using Lakehouse.Pipelines;
using Lakehouse.Pipelines.Incremental;

namespace Lakehouse.Transformer.Curating;

/// <summary>What a model's SQL says about refreshing it, which holds for all versions of its inputs with the same columns.</summary>
/// <param name="Basis">What it was found from: identifier of the SQL and the inputs, their columns, the tables whose aggregates are worth keeping.</param>
/// <param name="Origin">What the model's rows depend on.</param>
/// <param name="Aggregates">The model over kept aggregates, or null.</param>
internal sealed record ModelAnalysis(string Basis, RowOrigin Origin, AggregateRewrite? Aggregates)
{
    /// <summary>Analyses a model, unless what is known still holds.</summary>
    /// <param name="inputs">The model.</param>
    /// <param name="kept">Tables whose aggregates are worth keeping.</param>
    /// <param name="known">What was found out before, or null.</param>
    /// <exception cref="NotIncrementalException">The SQL has something through which rows cannot be followed.</exception>
    public static ModelAnalysis Of(ModelInputs inputs, IReadOnlySet<TableReference> kept, ModelAnalysis? known)
    {
        var tables = inputs.Snapshots.OrderBy(input => input.Key.ToString(), StringComparer.Ordinal);
        var basis = $"{inputs.Model.Sql}\n{string.Join("\n", tables.Select(input => $"{input.Key} {kept.Contains(input.Key)} {string.Join(", ", ModelInputs.Columns(input.Value))}"))}";
        if (known?.Basis == basis)
        {
            return known;
        }

        var origin = IncrementalAnalysis.Analyse(inputs.Model, Columns);
        return new ModelAnalysis(basis, origin, AggregateAnalysis.Find(inputs.Model, origin, Columns, kept.Contains));

        IReadOnlyList<ModelColumn> Columns(TableReference table) => ModelInputs.Columns(inputs.Snapshots[table]);
    }
}
