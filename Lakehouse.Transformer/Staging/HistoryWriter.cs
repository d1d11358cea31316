using Lakehouse.Delta;
using Lakehouse.Delta.Engine;
using Lakehouse.Pipelines;
using Lakehouse.Transformer.Engines;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Transformer.Staging;

/// <summary>Commits a batch to a table of history: every version of each row, with the time from which and until which it was the row (SCD type 2).</summary>
/// <remarks>
/// Of each key that a batch has something about, the versions that are there and the batch's changes are put into the order of
/// <c>change_seq</c>, and each version ends where the next change begins. So a change that comes late, comes twice or stands in one batch with others of
/// its key finds its place, and no version that is there goes away:
/// <code>
/// id  price  valid_from  valid_to  is_current  valid_from_seq  valid_to_seq
/// 1   10     10:00       10:05     false       …01             …07
/// 1   12     10:05                 true        …07
/// </code>
/// </remarks>
/// <param name="engine">Where it runs.</param>
/// <param name="table">The table of history.</param>
/// <param name="snapshot">What the batch is applied to; null for nothing.</param>
/// <param name="options">How the commit is recorded.</param>
internal sealed class HistoryWriter(DuckDbEngine engine, DeltaTable table, Snapshot? snapshot, WriteOptions options)
{
    private const string Changes = "history_changes";
    private const string Versions = "history_versions";
    private const string ValidFromSeq = "valid_from_seq";

    private static readonly string[] Ends = ["valid_to", "is_current", "valid_to_seq"];

    public async Task<CommitResult> WriteAsync(StagedBatch batch, CancellationToken cancellationToken)
    {
        var history = snapshot is null ? null : (await DeltaScan.PlanAsync(snapshot, cancellationToken)).Sql;
        await engine.ExecuteAsync($"CREATE OR REPLACE TEMP TABLE {Changes} AS {batch.Changes}", cancellationToken);
        await engine.ExecuteAsync($"CREATE OR REPLACE TEMP TABLE {Versions} AS {VersionsOf(batch, history)}", cancellationToken);
        return history is null ? await table.OverwriteAsync(engine, $"SELECT * FROM {Versions}", options, cancellationToken)
            : batch.Schema.Changes || options.Reapply ? await RewriteAsync(batch, history, cancellationToken)
            : await MergeAsync(batch, cancellationToken);
    }

    private Task<CommitResult> MergeAsync(StagedBatch batch, CancellationToken cancellationToken) => table.MergeAsync(
        engine,
        new MergeSpec
        {
            Source = $"SELECT * FROM {Versions}",
            Key = [.. batch.Key, ValidFromSeq],
            WhenMatched =
            [
                MatchedClause.Update(
                    Ends.ToDictionary(column => column, column => $"source.{column}"),
                    string.Join(" OR ", Ends.Select(column => $"target.{column} IS DISTINCT FROM source.{column}"))),
            ],
            WhenNotMatched = [NotMatchedClause.InsertAll("true")],
        },
        options,
        cancellationToken);

    private Task<CommitResult> RewriteAsync(StagedBatch batch, string history, CancellationToken cancellationToken) => table.OverwriteAsync(
        engine,
        $"""
        SELECT {Kept(batch.Schema)}, {HistoryColumns} FROM {history} AS kept WHERE NOT EXISTS (SELECT 1 FROM {Versions} AS version WHERE {SameKey(batch, "version", "kept")})
        UNION ALL
        SELECT * FROM {Versions}
        """,
        options,
        cancellationToken);

    /// <summary>All versions of the keys that the batch has something about: those that have one now when it truncates the table.</summary>
    private static string VersionsOf(StagedBatch batch, string? history)
    {
        var columns = Identifiers(batch.Schema.Columns.Select(column => column.Name));
        var keys = Identifiers(batch.Key);
        var unsent = batch.SometimesUnchanged;
        var truncates = batch.TruncateRows;
        var affected = $"SELECT {keys} FROM {Changes}{(history is null || batch.Survey.Truncate is null ? "" : $" UNION SELECT {keys} FROM {history} WHERE is_current")}";
        var there = history is null ? "" : $"""
            there AS (SELECT {Kept(batch.Schema)}, {HistoryColumns} FROM {history} AS kept WHERE EXISTS (SELECT 1 FROM affected WHERE {SameKey(batch, "affected", "kept")})),
            """;
        var thereEvents = history is null ? "" : $"""
            UNION ALL
            SELECT {columns}, CASE WHEN valid_from_seq IS NOT DISTINCT FROM valid_to_seq THEN 'D' ELSE 'U' END, valid_from_seq, valid_from, CAST([] AS VARCHAR[]), 1, NULL, NULL FROM there
            UNION ALL
            SELECT {columns}, 'D', valid_to_seq, valid_to, CAST([] AS VARCHAR[]), 1, NULL, NULL FROM there
            WHERE valid_to_seq IS NOT NULL AND NOT EXISTS (SELECT 1 FROM there AS next WHERE next.valid_from_seq = there.valid_to_seq AND {SameKey(batch, "next", "there")})
            """;
        var nothing = string.Join(", ", batch.Schema.Columns.Select(column => batch.Key.Contains(column.Name) ? $"affected.{Identifier(column.Name)}" : $"CAST(NULL AS {column.Type})"));
        var values = string.Join(", ", batch.Schema.Columns.Select(column => unsent.Contains(column) ? Filled(batch, column) : Identifier(column.Name)));

        // A delete that comes before the row that it deletes is kept as a version of no length, so that it ends the row when that comes.
        // Of two events of one key at one place, the one that was read first counts, as one that is there does: its values are complete.
        return $"""
            WITH affected AS (SELECT DISTINCT {keys} FROM ({affected})),
            {there}
            events AS (
                SELECT {columns}, __op, __seq, __time, coalesce(__unchanged, []) AS __unchanged, 2 AS __rank, __file, __row FROM (
                    SELECT * REPLACE (coalesce(__seq, __position) AS __seq) FROM {Changes})
                UNION ALL
                SELECT {nothing}, 'D', coalesce(__seq, __position), __time, CAST([] AS VARCHAR[]), 3, NULL, NULL FROM affected, ({truncates})
                {thereEvents}),
            once AS (SELECT * FROM events QUALIFY row_number() OVER (PARTITION BY {keys}, __seq ORDER BY __rank, __file, __row) = 1),
            filled AS (SELECT {values}, __op, __seq, __time, __rank, coalesce(lag(__op) OVER (PARTITION BY {keys} ORDER BY __seq), 'D') AS __before,
                              lead(__time) OVER (PARTITION BY {keys} ORDER BY __seq) AS __end, lead(__seq) OVER (PARTITION BY {keys} ORDER BY __seq) AS __end_seq FROM once)
            SELECT {columns}, __time AS valid_from, CASE WHEN __op = 'D' THEN __time ELSE __end END AS valid_to, __op <> 'D' AND __end_seq IS NULL AS is_current,
                   __seq AS valid_from_seq, CASE WHEN __op = 'D' THEN __seq ELSE __end_seq END AS valid_to_seq
            FROM filled WHERE __op <> 'D' OR (__before = 'D' AND __rank < 3)
            """;
    }

    /// <summary>A value that was not sent is that of the change before.</summary>
    private static string Filled(StagedBatch batch, StagedColumn column)
    {
        var name = Identifier(column.Name);
        var sent = $"CASE WHEN __op <> 'D' AND NOT list_contains(__unchanged, {Literal(column.RawName ?? column.Name)}) THEN {{'v': {name}}} END";
        return $"(last_value({sent} IGNORE NULLS) OVER (PARTITION BY {Identifiers(batch.Key)} ORDER BY __seq ROWS UNBOUNDED PRECEDING)).v AS {name}";
    }

    private static string HistoryColumns => Identifiers(StagedTable.HistoryColumns.Select(column => column.Name));

    private static string Kept(StagedSchema schema) => string.Join(", ", schema.Columns.Select(column =>
        $"CAST({(column.TableType is null ? "NULL" : $"kept.{Identifier(column.Name)}")} AS {column.Type}) AS {Identifier(column.Name)}"));

    private static string SameKey(StagedBatch batch, string left, string right) =>
        string.Join(" AND ", batch.Key.Select(column => $"{left}.{Identifier(column)} = {right}.{Identifier(column)}"));
}
