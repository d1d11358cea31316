using Lakehouse.Delta.Engine;
using Lakehouse.Transformer.Engines;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Transformer.Staging;

/// <summary>Gives rows that changed their key the values that were not sent with the change.</summary>
/// <remarks>
/// Such a change is <c>D</c> with the old key, directly followed in its file by <c>I</c> with the new one and <c>_unchanged</c> (docs/raw.md):
/// <code>
/// Op  id  name  price  change_seq  _unchanged
/// D   1                …05
/// I   2         10     …06         [name]      -- name is that of the row 1
/// </code>
/// So each such value is looked for backwards along the row's own history, over any number of changes of its key, until a change of
/// the batch sent it, or the batch's beginning is reached: then it is the value of the table under the key that the row had there.
/// A change that was published twice may already be in the table: a row that is there under its new key before the batch touches that key was
/// moved by an earlier batch, so its values are the table's, and not those of whatever row has the old key by now. An <c>I</c> whose <c>D</c> is not there,
/// since it cannot be used, has no removed row: no other deletion of the batch stands in for it.
/// </remarks>
internal sealed class KeyMoves(DuckDbEngine engine, IReadOnlyList<string> key)
{
    private const string Changes = "moved_changes";
    private const string Origins = "moved_origins";
    private const string IsMove = "__op = 'I' AND len(__unchanged) > 0 AND __removed IS NOT NULL";

    /// <summary>Fills in the values.</summary>
    /// <param name="usable">The batch's changes: the staged columns, <c>__op</c>, <c>__seq</c>, <c>__unchanged</c>, <c>__file</c>, <c>__row</c>.</param>
    /// <param name="unchanged">The columns that some change did not send.</param>
    /// <param name="table">What the table holds before the batch, as something to select from; null when it is empty or does not count.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>A temporary table with the same columns and rows. A value that was found nowhere stays in <c>__unchanged</c>.</returns>
    public async Task<string> ResolveAsync(string usable, IReadOnlyList<StagedColumn> unchanged, string? table, CancellationToken cancellationToken)
    {
        var isThere = table is null ? "false" : $"EXISTS (SELECT 1 FROM {table} AS kept WHERE {string.Join(" AND ", key.Select(part => $"kept.{Identifier(part)} = numbered.{Identifier(part)}"))})";
        await engine.ExecuteAsync(
            $"""
            CREATE OR REPLACE TEMP TABLE {Changes} AS
            SELECT *, CASE WHEN {IsMove} AND NOT (__before_of_key IS NULL AND __is_there) THEN __removed ELSE __before_of_key END AS __before
            FROM (SELECT *, lag(__at) OVER (PARTITION BY {Identifiers(key)} ORDER BY __at) AS __before_of_key, {isThere} AS __is_there,
                         CASE WHEN lag(__op) OVER reading = 'D' AND lag(__row) OVER reading = __row - 1 THEN lag(__at) OVER reading END AS __removed
                  FROM (SELECT *, row_number() OVER (ORDER BY __seq NULLS FIRST, __file, __row) AS __at FROM ({usable})) AS numbered
                  WINDOW reading AS (PARTITION BY __file ORDER BY __row))
            """,
            cancellationToken);
        await engine.ExecuteAsync(
            $"""
            CREATE OR REPLACE TEMP TABLE {Origins} AS
            WITH RECURSIVE walk(__moved, __name, __place) AS (
                SELECT __at, unnest(__unchanged), __at FROM {Changes} WHERE {IsMove}
                UNION ALL
                SELECT __moved, __name, __before
                FROM walk JOIN {Changes} ON __at = __place
                WHERE __before IS NOT NULL AND (__op = 'D' OR list_contains(__unchanged, __name)))
            SELECT __moved, __name, min(__place) AS __place FROM walk GROUP BY __moved, __name
            """,
            cancellationToken);
        foreach (var column in unchanged)
        {
            await engine.ExecuteAsync(Fill(column, column.TableType is null ? null : table), cancellationToken);
        }

        return $"(SELECT * EXCLUDE (__at, __before_of_key, __before, __is_there, __removed) FROM {Changes})";
    }

    private string Fill(StagedColumn column, string? table)
    {
        var name = Identifier(column.Name);
        var raw = Literal(column.RawName ?? column.Name);
        var sent = $"(origin.__op <> 'D' AND NOT list_contains(coalesce(origin.__unchanged, []), {raw}))";
        var match = string.Join(" AND ", key.Select(part => $"kept.{Identifier(part)} = origin.{Identifier(part)}"));
        var (value, found, join) = table is null
            ? ($"origin.{name}", sent, "")
            : ($"CASE WHEN {sent} THEN origin.{name} ELSE CAST(kept.{name} AS {column.Type}) END",
               $"({sent} OR kept.__there)",
               $"LEFT JOIN (SELECT {Identifiers([.. key, column.Name])}, true AS __there FROM {table} AS kept) AS kept ON {match}");
        return $"""
            UPDATE {Changes} SET {name} = filled.__value, __unchanged = list_filter({Changes}.__unchanged, lambda __other: __other <> {raw})
            FROM (SELECT __moved, {value} AS __value
                  FROM {Origins} JOIN {Changes} AS origin ON origin.__at = __place {join}
                  WHERE __name = {raw} AND {found}) AS filled
            WHERE __at = __moved
            """;
    }
}
