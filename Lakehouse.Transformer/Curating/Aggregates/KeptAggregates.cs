using DuckDB.NET.Data;
using Lakehouse.Pipelines;
using Lakehouse.Pipelines.Incremental;
using Lakehouse.Transformer.Engines;

namespace Lakehouse.Transformer.Curating;

/// <summary>The kept aggregates of a model during one refresh: brought up to date beside what is kept, and kept only after the commit.</summary>
internal sealed class KeptAggregates
{
    private readonly AggregateRewrite rewrite;
    private readonly IReadOnlyList<KeptSelect> selects;

    private KeptAggregates(AggregateRewrite rewrite, IReadOnlyList<KeptSelect> selects)
    {
        this.rewrite = rewrite;
        this.selects = selects;
    }

    /// <summary>The model's SELECT, reading what is kept.</summary>
    public string Sql => rewrite.Sql;

    /// <summary>The tables that it still reads.</summary>
    public IReadOnlySet<TableReference> Reads => rewrite.Reads;

    /// <summary>The tables whose rows are not grouped anew, for people.</summary>
    public string Tables => string.Join(" and ", selects.Select(select => select.Table).Distinct());

    /// <summary>Brings the aggregates of the affected keys up to date.</summary>
    /// <param name="lease">An engine with the affected keys in a table.</param>
    /// <param name="inputs">The model.</param>
    /// <param name="plan">What changed.</param>
    /// <param name="affected">Makes the condition that a group is affected: from the name of a relation and its columns that correspond to the key's.</param>
    /// <param name="budget">Most groups that may be kept.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The aggregates, or null when there are too many groups, or sums that no exact type holds.</returns>
    public static async Task<KeptAggregates?> TryPrepareAsync(
        EngineLease lease, ModelInputs inputs, RefreshPlan plan, Func<string, IReadOnlyList<string>, string> affected, long budget, CancellationToken cancellationToken)
    {
        var rewrite = plan.Analysis!.Aggregates!;
        var selects = new List<KeptSelect>();
        try
        {
            foreach (var (place, select) in rewrite.Selects.Index())
            {
                var places = plan.Analysis.Origin.Inputs.Where(input => input.Table == select.Table);
                var wanted = string.Join(" OR ", places.Select(input => affected("kept", [.. input.Columns.Select(select.GroupOf)])));
                var kept = new KeptSelect(lease, select, inputs.Snapshots[select.Table], wanted);
                selects.Add(kept);
                if (!await kept.TryUpdateAsync(plan.Known?.Kept.ElementAtOrDefault(place), plan, cancellationToken) && !await kept.TryBuildAsync(budget, cancellationToken))
                {
                    return null;
                }

                budget -= kept.Groups;
            }
        }
        catch (DuckDBException)
        {
            return null; // whatever it is, grouping the rows anew works without, or fails for the same reason and says so
        }

        return new KeptAggregates(rewrite, selects);
    }

    /// <summary>After the commit: what was brought up to date is what is kept.</summary>
    /// <returns>What is kept now; null in the place of what was lost, which the next refresh builds anew.</returns>
    public async Task<IReadOnlyList<KeptTable?>> AdvanceAsync(CancellationToken cancellationToken)
    {
        var kept = new List<KeptTable?>();
        foreach (var select in selects)
        {
            kept.Add(await select.AdvanceAsync(cancellationToken));
        }

        return kept;
    }
}
