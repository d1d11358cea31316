using Lakehouse.Delta;
using Lakehouse.Delta.Engine;
using Lakehouse.Pipelines.Expectations;
using Lakehouse.Transformer.Engines;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Transformer.Curating;

/// <summary>
/// The rows of a model whose keys are affected by what changed in its inputs, computed from just the input rows they depend on; the
/// commit merges them into the table.
/// </summary>
internal sealed class IncrementalCandidate : Candidate
{
    private const string Affected = "affected_keys";
    private const string Fresh = "fresh_rows";
    private const string Before = "rows_before";
    private const string Name = "candidate";

    private readonly DuckDbEngine engine;
    private readonly ModelInputs inputs;
    private readonly Snapshot current;
    private readonly IReadOnlyList<string> keyColumns;
    private readonly KeyIndexes? indexes;
    private bool isShown;

    private IncrementalCandidate(DuckDbEngine engine, ModelInputs inputs, Snapshot current, IReadOnlyList<string> keyColumns, KeyIndexes? indexes, CandidateRows rows)
    {
        this.engine = engine;
        this.inputs = inputs;
        this.current = current;
        this.keyColumns = keyColumns;
        this.indexes = indexes;
        Rows = rows;
    }

    public override CandidateRows Rows { get; }

    /// <summary>Keys that were looked at again.</summary>
    public long AffectedKeys { get; private init; }

    /// <param name="lease">The engine.</param>
    /// <param name="inputs">The model.</param>
    /// <param name="plan">What changed.</param>
    /// <param name="current">The model's table.</param>
    /// <param name="tables">The pipeline's tables.</param>
    /// <param name="budget">Most groups whose aggregates may be kept.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The candidate, or null when only a full refresh is right: the columns differ from the table's, or a key is NULL.</returns>
    public static async Task<IncrementalCandidate?> TryComputeAsync(EngineLease lease, ModelInputs inputs, RefreshPlan plan, Snapshot current, LakeTables tables, long budget, CancellationToken cancellationToken)
    {
        var engine = lease.Engine;
        var origin = plan.Analysis!.Origin;
        var keys = origin.Inputs.Select(input =>
            $"SELECT {string.Join(", ", input.Columns.Zip(origin.KeyColumns, (column, key) => $"{Identifier(column)} AS {Identifier(key)}"))} FROM ({plan.Changes[input.Table].DistinctValues([.. input.Columns.Distinct()])})");
        await engine.ExecuteAsync($"CREATE TEMP TABLE {Affected} AS {string.Join(" UNION ", keys)}", cancellationToken);
        var kept = plan.Analysis.Aggregates is null ? null
            : await KeptAggregates.TryPrepareAsync(lease, inputs, plan, (relation, groups) => AffectedRows.Condition(Affected, relation, groups, origin.KeyColumns), budget, cancellationToken);
        var affected = new AffectedRows(engine, tables, origin, Affected);
        await InputViews.CreateAsync(engine, kept is null ? inputs : inputs.Only(kept.Reads), affected.OfInputAsync, cancellationToken);
        var columns = await MaterialiseAsync(engine, inputs, Fresh, $"SELECT * FROM (\n{kept?.Sql ?? inputs.Model.Sql}\n) AS fresh WHERE {IsAffected("fresh", origin.KeyColumns)}", cancellationToken);

        // What the gate found in the table's rows, where nobody has written to it since.
        var before = plan.Known?.Version == current.Version ? plan.Known.Checked : null;
        var nullKey = string.Join(" OR ", inputs.Model.Key.Select(key => $"{Identifier(key)} IS NULL"));
        var nulls = await engine.QueryAsync(
            $"SELECT (SELECT count(*) FROM {Fresh} WHERE {nullKey}){(before is null ? $" + (SELECT count(*) FROM {(await DeltaScan.PlanAsync(current, cancellationToken)).Sql} WHERE {nullKey})" : "")}, (SELECT count(*) FROM {Affected})", row => (Nulls: row.Number(0), Keys: row.Number(1)), cancellationToken);
        if (!columns.Select(column => (column.Name, DuckTypes.Parse(column.Type, column.Name))).SequenceEqual(current.Schema.Fields.Select(field => (field.Name, field.Type))) || nulls[0].Nulls > 0)
        {
            await DropAsync(engine, cancellationToken);
            return null;
        }

        await affected.LoadAsync(inputs.Model.Table, current, Before, cancellationToken);
        var rows = new CandidateRows(Name, [.. columns.Select(column => new CandidateColumn(column.Name, column.Type))])
        {
            Change = before is null ? null : new RowsChange(Before, Fresh, origin.KeyColumns, before),
        };
        return new IncrementalCandidate(engine, inputs, current, origin.KeyColumns, tables.Indexes, rows) { AffectedKeys = nulls[0].Keys, Kept = kept };
    }

    /// <summary>Removes what a computation left that is not used.</summary>
    public static Task DropAsync(DuckDbEngine engine, CancellationToken cancellationToken) =>
        engine.ExecuteAsync($"DROP TABLE IF EXISTS {Fresh}; DROP TABLE IF EXISTS {Before}; DROP TABLE IF EXISTS {Affected};", cancellationToken);

    /// <summary>The view of all rows is made when a query reads it: where counts of what changed suffice, the table is not even opened.</summary>
    public override async Task<QueryRows> QueryRowsAsync(string sql, CancellationToken cancellationToken)
    {
        if (!isShown && sql.Contains(Name, StringComparison.OrdinalIgnoreCase))
        {
            var names = Identifiers(Rows.Columns.Select(column => column.Name));
            var scan = await DeltaScan.PlanAsync(current, cancellationToken);
            await engine.ExecuteAsync($"CREATE TEMP VIEW {Name} AS SELECT {names} FROM {Fresh} UNION ALL SELECT {names} FROM {scan.Sql} AS kept WHERE NOT {IsAffected("kept", keyColumns)}", cancellationToken);
            isShown = true;
        }

        return await engine.QueryRowsAsync(sql, cancellationToken);
    }

    public override Task<CommitResult> CommitAsync(DeltaTable table, WriteOptions options, CancellationToken cancellationToken)
    {
        var key = inputs.Model.Key;
        var columns = Rows.Columns.Select(column => column.Name).ToList();
        var values = columns.Where(column => !key.Contains(column, StringComparer.OrdinalIgnoreCase)).ToList();
        var sameKey = string.Join(" AND ", key.Select(column => $"fresh.{Identifier(column)} = gone.{Identifier(column)}"));
        return table.MergeAsync(
            engine,
            new MergeSpec
            {
                Source = $"""
                    SELECT {Identifiers(columns)}, false AS __gone FROM {Fresh}
                    UNION ALL
                    SELECT {Identifiers(columns)}, true FROM {Before} AS gone
                    WHERE NOT EXISTS (SELECT 1 FROM {Fresh} AS fresh WHERE {sameKey})
                    """,
                Key = key,
                Indexes = indexes,
                IndexKey = keyColumns,
                WhenMatched =
                [
                    MatchedClause.Delete("source.__gone"),
                    MatchedClause.UpdateAll(values.Count == 0 ? "false" : string.Join(" OR ", values.Select(column => $"target.{Identifier(column)} IS DISTINCT FROM source.{Identifier(column)}"))),
                ],
                WhenNotMatched = [NotMatchedClause.InsertAll("NOT source.__gone")],
            },
            options,
            cancellationToken);
    }

    private static string IsAffected(string relation, IReadOnlyList<string> keyColumns) => AffectedRows.Condition(Affected, relation, keyColumns, keyColumns);
}
