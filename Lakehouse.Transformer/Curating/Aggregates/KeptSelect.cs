using DuckDB.NET.Data;
using Lakehouse.Delta;
using Lakehouse.Delta.Engine;
using Lakehouse.Pipelines;
using Lakehouse.Pipelines.Incremental;
using Lakehouse.Transformer.Engines;

namespace Lakehouse.Transformer.Curating;

/// <summary>The kept aggregates of one SELECT during one refresh.</summary>
/// <remarks>
/// <c>__touched</c> is what is kept of the affected groups with the changes added; the model reads it. What is kept stays as it is until the
/// commit has succeeded: then a new table is made of the groups that were not touched and of these.
/// </remarks>
/// <param name="lease">The engine.</param>
/// <param name="select">The SELECT.</param>
/// <param name="now">The input's version that the model is computed from.</param>
/// <param name="wanted">Condition on a row of <c>kept</c>: its group is affected. Null for a full refresh, which reads all groups.</param>
internal sealed class KeptSelect(EngineLease lease, GroupedSelect select, Snapshot now, string? wanted)
{
    /// <summary>Rows to look at for each group that may be kept: more groups than that in as few rows are found, for a fraction of the cost of aggregating all.</summary>
    private const int RowsForEstimate = 2;

    private readonly string changed = $"{select.Kept}_changed";
    private readonly string touched = $"{select.Kept}_touched";
    private KeptTable? current;
    private bool isChanged;

    public TableReference Table => select.Table;

    public long Groups => current?.Groups ?? 0;

    /// <summary>Adds what changed since the version that is kept.</summary>
    /// <returns>Whether there is something kept that the changes fit.</returns>
    public async Task<bool> TryUpdateAsync(KeptTable? known, RefreshPlan plan, long budget, CancellationToken cancellationToken)
    {
        if (known is null || known.Groups > budget || known.Database != lease.Database || known.Input.Version > now.Version || !ModelInputs.Columns(known.Input).SequenceEqual(ModelInputs.Columns(now)))
        {
            return false;
        }

        var all = wanted;
        if (known.Input.Version < now.Version)
        {
            var changes = await plan.ChangesSinceAsync(select.Table, known.Input, now, cancellationToken);
            if (changes is null)
            {
                return false;
            }

            isChanged = true;
            await lease.Engine.ExecuteAsync($"CREATE OR REPLACE TEMP VIEW {select.Rows} AS {changes.Rows}; CREATE OR REPLACE TEMP TABLE {changed} AS {select.Aggregate(areChanges: true)};", cancellationToken);
            all = $"{wanted} OR EXISTS (SELECT 1 FROM {changed} AS changed WHERE {select.SameGroup("changed", "kept")})";
        }

        await lease.Engine.ExecuteAsync($"CREATE OR REPLACE TEMP TABLE {touched} AS {(isChanged ? select.Add($"(SELECT * FROM {known.Name} AS kept WHERE {all})", changed) : $"SELECT * FROM {known.Name} AS kept WHERE {all}")}", cancellationToken);
        var impossible = await lease.Engine.QueryAsync($"SELECT count(*) FROM {touched} WHERE {select.Impossible}", row => row.Number(0), cancellationToken);
        if (impossible[0] > 0)
        {
            isChanged = false;
            return false;
        }

        current = known;
        await ShowAsync(touched, cancellationToken);
        return true;
    }

    /// <summary>Aggregates all rows of the input.</summary>
    /// <returns>Whether there are few enough groups.</returns>
    public async Task<bool> TryBuildAsync(long budget, CancellationToken cancellationToken)
    {
        var scan = await DeltaScan.PlanAsync(now, cancellationToken);
        await lease.Engine.ExecuteAsync($"CREATE OR REPLACE TEMP VIEW {select.Rows} AS SELECT *, 1 AS {GroupedSelect.Sign} FROM {scan.Sql}", cancellationToken);
        if (await NumberAsync(select.EstimateGroups(budget * RowsForEstimate), cancellationToken) > budget)
        {
            return false;
        }

        current = new KeptTable(lease.NewSharedTable(), lease.Database, now, 0);
        await lease.Engine.ExecuteAsync($"CREATE TABLE {current.Name} AS {select.Aggregate(areChanges: false)}", cancellationToken);
        current = current with { Groups = await CountAsync(current.Name, cancellationToken) };
        if (current.Groups > budget)
        {
            return false;
        }

        if (wanted is null)
        {
            await ShowAsync(current.Name, cancellationToken);
            return true;
        }

        await lease.Engine.ExecuteAsync($"CREATE OR REPLACE TEMP TABLE {touched} AS SELECT * FROM {current.Name} AS kept WHERE {wanted}", cancellationToken);
        await ShowAsync(touched, cancellationToken);
        return true;
    }

    /// <returns>What is kept after the commit; null when the engine could not make it.</returns>
    public async Task<KeptTable?> AdvanceAsync(CancellationToken cancellationToken)
    {
        if (!isChanged)
        {
            lease.Keep(current!.Name);
            return current with { Input = now };
        }

        var next = current! with { Name = lease.NewSharedTable(), Input = now };
        try
        {
            await lease.Engine.ExecuteAsync(
                $"""
                CREATE TABLE {next.Name} AS
                SELECT * FROM {current.Name} AS kept WHERE NOT EXISTS (SELECT 1 FROM {touched} AS touched WHERE {select.SameGroup("touched", "kept")})
                UNION ALL SELECT * FROM {touched} WHERE {GroupedSelect.Present}
                """,
                cancellationToken);
            next = next with { Groups = await CountAsync(next.Name, cancellationToken) };
            lease.Keep(next.Name);
            return next;
        }
        catch (DuckDBException)
        {
            return null; // the commit stands; what is not kept is built again when it is needed
        }
    }

    private Task ShowAsync(string groups, CancellationToken cancellationToken) =>
        lease.Engine.ExecuteAsync($"CREATE OR REPLACE TEMP VIEW {select.Kept} AS {select.Results(groups)}", cancellationToken);

    private Task<long> CountAsync(string table, CancellationToken cancellationToken) => NumberAsync($"SELECT count(*) FROM {table}", cancellationToken);

    private async Task<long> NumberAsync(string sql, CancellationToken cancellationToken) => (await lease.Engine.QueryAsync(sql, row => row.Number(0), cancellationToken))[0];
}
