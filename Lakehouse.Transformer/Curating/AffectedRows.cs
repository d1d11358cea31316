using Lakehouse.Delta;
using Lakehouse.Delta.Engine;
using Lakehouse.Pipelines;
using Lakehouse.Pipelines.Incremental;
using Lakehouse.Transformer.Engines;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Transformer.Curating;

/// <summary>The rows of tables that belong to a model's affected keys: looked up through indexes where there are some, else read.</summary>
/// <param name="engine">An engine with the affected keys in a table.</param>
/// <param name="tables">The pipeline's tables.</param>
/// <param name="origin">Which columns of the inputs the model's keys are.</param>
/// <param name="keys">Name of the table of affected keys; its columns are the origin's key columns.</param>
internal sealed class AffectedRows(DuckDbEngine engine, LakeTables tables, RowOrigin origin, string keys)
{
    private int loaded;

    /// <summary>A SELECT of the rows of an input on which the affected keys depend.</summary>
    public async Task<string> OfInputAsync(TableReference input, Snapshot snapshot, CancellationToken cancellationToken)
    {
        var places = origin.Inputs.Where(place => place.Table == input).Select(place => place.Columns).DistinctBy(columns => string.Join('\n', columns)).ToList();
        var name = $"affected_input_{loaded}";
        if (places is [var columns] && await TryLookUpAsync(input, snapshot, columns, name, cancellationToken))
        {
            loaded++;
            return $"SELECT * FROM {name}";
        }

        var scan = await DeltaScan.PlanAsync(snapshot, cancellationToken);
        return $"SELECT * FROM {scan.Where("input", string.Join(" OR ", places.Select(place => Condition(keys, "input", place, origin.KeyColumns))))}";
    }

    /// <summary>Puts the rows of the model's own table into a temporary one.</summary>
    public async Task LoadAsync(TableReference model, Snapshot snapshot, string name, CancellationToken cancellationToken)
    {
        if (!await TryLookUpAsync(model, snapshot, origin.KeyColumns, name, cancellationToken))
        {
            var scan = await DeltaScan.PlanAsync(snapshot, cancellationToken);
            await engine.ExecuteAsync($"CREATE TEMP TABLE {name} AS SELECT * FROM {scan.Where("data", Condition(keys, "data", origin.KeyColumns, origin.KeyColumns))}", cancellationToken);
        }
    }

    /// <summary>A condition that holds for rows of affected keys.</summary>
    /// <param name="keys">Name of the table of affected keys.</param>
    /// <param name="relation">Name of the relation with the rows.</param>
    /// <param name="columns">Columns of it.</param>
    /// <param name="keyColumns">The key's column that each of them holds.</param>
    public static string Condition(string keys, string relation, IReadOnlyList<string> columns, IReadOnlyList<string> keyColumns) =>
        $"EXISTS (SELECT 1 FROM {keys} AS affected WHERE {string.Join(" AND ", columns.Zip(keyColumns, (column, key) => $"affected.{Identifier(key)} IS NOT DISTINCT FROM {relation}.{Identifier(column)}"))})";

    private async Task<bool> TryLookUpAsync(TableReference table, Snapshot snapshot, IReadOnlyList<string> columns, string name, CancellationToken cancellationToken) =>
        tables.Indexes is { } indexes && await KeyedRows.TryLoadAsync(engine, indexes, tables[table], snapshot, [.. columns.Zip(origin.KeyColumns)], keys, name, cancellationToken);
}
