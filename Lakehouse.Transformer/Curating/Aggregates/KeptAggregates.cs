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
    public static Task<KeptAggregates?> TryPrepareAsync(
        EngineLease lease, ModelInputs inputs, RefreshPlan plan, Func<string, IReadOnlyList<string>, string> affected, long budget, CancellationToken cancellationToken)
    {
        var places = plan.Analysis!.Origin.Inputs.ToLookup(input => input.Table);
        var known = plan.Known is { } last && last.Analysis == plan.Analysis ? last.Kept : []; // of other SELECTs, else
        return TryPrepareAsync(
            lease,
            inputs,
            plan.Analysis.Aggregates!,
            select => string.Join(" OR ", places[select.Table].Select(input => affected("kept", [.. input.Columns.Select(select.GroupOf)]))),
            async (kept, place, left) => await kept.TryUpdateAsync(known.ElementAtOrDefault(place), plan, left, cancellationToken) || await kept.TryBuildAsync(left, cancellationToken),
            budget);
    }

    /// <summary>Aggregates all rows, for a full refresh: the next refreshes find them, and give the same digits.</summary>
    /// <param name="lease">An engine.</param>
    /// <param name="inputs">The model.</param>
    /// <param name="rewrite">The model over aggregates.</param>
    /// <param name="budget">Most groups that may be kept.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The aggregates, or null when there are too many groups, or sums that no exact type holds.</returns>
    public static Task<KeptAggregates?> TryBuildAsync(EngineLease lease, ModelInputs inputs, AggregateRewrite rewrite, long budget, CancellationToken cancellationToken) =>
        TryPrepareAsync(lease, inputs, rewrite, _ => null, (kept, _, left) => kept.TryBuildAsync(left, cancellationToken), budget);

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

    private static async Task<KeptAggregates?> TryPrepareAsync(
        EngineLease lease, ModelInputs inputs, AggregateRewrite rewrite, Func<GroupedSelect, string?> wanted, Func<KeptSelect, int, long, Task<bool>> tryPrepare, long budget)
    {
        var selects = new List<KeptSelect>();
        try
        {
            foreach (var (place, select) in rewrite.Selects.Index())
            {
                var kept = new KeptSelect(lease, select, inputs.Snapshots[select.Table], wanted(select));
                selects.Add(kept);
                if (!await tryPrepare(kept, place, budget))
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
}
