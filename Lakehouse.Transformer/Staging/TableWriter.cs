using Lakehouse.Delta;
using Lakehouse.Delta.Engine;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Transformer.Staging;

/// <summary>
/// Commits a batch in one version, together with how far raw was read. A batch starts where the snapshot's reading ends, so the
/// new content is always snapshot plus batch; the transaction identifier keeps a second worker or a replay from applying it again.
/// </summary>
/// <param name="engine">Where it runs.</param>
/// <param name="table">The table.</param>
/// <param name="snapshot">What the batch is applied to: the table now or, for a replay, then; null for nothing.</param>
/// <param name="options">How the commit is recorded; a replay replaces the table's rows whatever they are now.</param>
/// <param name="indexes">By which rows of large files are found; null reads the files.</param>
internal sealed class TableWriter(DuckDbEngine engine, DeltaTable table, Snapshot? snapshot, WriteOptions options, KeyIndexes? indexes)
{
    public async Task<CommitResult> WriteAsync(StagedBatch batch, CancellationToken cancellationToken) =>
        snapshot is null || batch.Survey.Truncate is not null ? await table.OverwriteAsync(engine, await batch.RowsAsync(cancellationToken), options, cancellationToken)
        : batch.Schema.Changes || options.Reapply ? await RewriteAsync(batch, snapshot, cancellationToken)
        : await MergeAsync(batch, cancellationToken);

    private async Task<CommitResult> MergeAsync(StagedBatch batch, CancellationToken cancellationToken)
    {
        var changes = await batch.MaterialiseAsync(cancellationToken);
        var values = batch.Schema.Columns
            .Where(column => !batch.Key.Contains(column.Name))
            .ToDictionary(column => column.Name, column => Value(column, batch.Survey));

        // A row that arrives again as it is (a replay, an update that changed nothing) rewrites no file.
        var differs = values.Count == 0 ? "false" : string.Join(" OR ", values.Select(value => $"target.{Identifier(value.Key)} IS DISTINCT FROM {value.Value}"));
        return await table.MergeAsync(
            engine,
            new MergeSpec
            {
                Source = $"SELECT * FROM {changes}",
                Key = batch.Key,
                Indexes = indexes,
                WhenMatched = [MatchedClause.Delete("source.__op = 'D'"), MatchedClause.Update(values, differs)],
                WhenNotMatched = [NotMatchedClause.InsertAll("source.__op <> 'D'")],
            },
            options,
            cancellationToken);
    }

    /// <summary>New or wider columns give the table a new schema, and a replay new rows: all of it is written anew, once.</summary>
    private async Task<CommitResult> RewriteAsync(StagedBatch batch, Snapshot current, CancellationToken cancellationToken)
    {
        var changes = await batch.MaterialiseAsync(cancellationToken);
        var scan = (await DeltaScan.PlanAsync(current, cancellationToken)).Sql;
        var match = string.Join(" AND ", batch.Key.Select(column => $"source.{Identifier(column)} = target.{Identifier(column)}"));
        var kept = batch.Schema.Columns.Select(column =>
            $"CAST({(column.TableType is null ? "NULL" : $"target.{Identifier(column.Name)}")} AS {column.Type}) AS {Identifier(column.Name)}");
        var changed = batch.Schema.Columns.Select(column =>
            $"CAST({(column.TableType is null || batch.Key.Contains(column.Name) ? $"source.{Identifier(column.Name)}" : Value(column, batch.Survey))} AS {column.Type}) AS {Identifier(column.Name)}");
        return await table.OverwriteAsync(
            engine,
            $"""
            SELECT {string.Join(", ", kept)} FROM {scan} AS target WHERE NOT EXISTS (SELECT 1 FROM {changes} AS source WHERE {match})
            UNION ALL
            SELECT {string.Join(", ", changed)} FROM {changes} AS source LEFT JOIN {scan} AS target ON {match} WHERE source.__op <> 'D'
            """,
            options,
            cancellationToken);
    }

    private static string Value(StagedColumn column, RawSurvey survey)
    {
        var name = Identifier(column.Name);
        return survey.Unchanged.Contains(column.RawName ?? column.Name, StringComparer.OrdinalIgnoreCase)
            ? $"CASE WHEN list_contains(source.__unchanged, {Literal(column.Name)}) THEN target.{name} ELSE source.{name} END"
            : $"source.{name}";
    }
}
