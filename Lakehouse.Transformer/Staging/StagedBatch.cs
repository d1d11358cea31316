using DuckDB.NET.Data;
using Lakehouse.Delta;
using Lakehouse.Delta.Engine;
using Lakehouse.Pipelines;
using Lakehouse.Transformer.Engines;
using Lakehouse.Transformer.Raw;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Transformer.Staging;

/// <summary>A batch of raw files, looked at and ready to be merged.</summary>
internal sealed class StagedBatch
{
    private readonly DuckDbEngine engine;
    private readonly ChangeSql sql;
    private readonly bool history;
    private string changes;

    private StagedBatch(DuckDbEngine engine, ChangeSql sql, StagedSchema schema, IReadOnlyList<string> key, RawSurvey survey, bool history)
    {
        this.engine = engine;
        this.sql = sql;
        this.history = history;
        Schema = schema;
        Key = key;
        Survey = survey;
        changes = sql.Usable(survey, history);
    }

    /// <summary>The table's columns after the batch.</summary>
    public StagedSchema Schema { get; }

    /// <summary>The key, spelled as the columns are.</summary>
    public IReadOnlyList<string> Key { get; }

    public RawSurvey Survey { get; }

    /// <summary>The rows that cannot be used, with the reason.</summary>
    public string UnusableRows => sql.UnusableRows;

    /// <summary>Every change that counts; see <see cref="ChangeSql.Usable"/>.</summary>
    public string Changes => $"SELECT * FROM ({changes})";

    /// <summary>The rows that empty the table.</summary>
    public string TruncateRows => sql.TruncateRows;

    /// <summary>The last change of each key; see <see cref="ChangeSql.LastChanges"/>.</summary>
    public string LastChanges => sql.LastChanges(changes, SometimesUnchanged);

    /// <summary>Finds the rows that the batch leaves in an empty table.</summary>
    /// <returns>A SELECT of them.</returns>
    public async Task<string> RowsAsync(CancellationToken cancellationToken)
    {
        const string repeated = "repeated_keys";
        var names = Identifiers(Schema.Columns.Select(column => column.Name));
        if (SometimesUnchanged.Count > 0)
        {
            return $"SELECT {names} FROM ({LastChanges}) WHERE __op <> 'D'";
        }

        // In a load almost every key is there once. Counting hashes is much cheaper than sorting all rows to find the last of each key.
        await engine.ExecuteAsync($"CREATE OR REPLACE TEMP TABLE {repeated} AS SELECT __key FROM (SELECT {sql.KeyHash} AS __key FROM ({changes})) GROUP BY __key HAVING count(*) > 1", cancellationToken);
        return $"""
            SELECT {names} FROM ({changes}) WHERE __op <> 'D' AND {sql.KeyHash} NOT IN (SELECT __key FROM {repeated})
            UNION ALL
            SELECT {names} FROM ({sql.LastChanges($"SELECT * FROM ({changes}) WHERE {sql.KeyHash} IN (SELECT __key FROM {repeated})", [])}) WHERE __op <> 'D'
            """;
    }

    /// <summary>Columns that some change did not send.</summary>
    public IReadOnlyList<StagedColumn> SometimesUnchanged =>
        [.. Schema.Columns.Where(column => Survey.Unchanged.Contains(column.RawName ?? column.Name, StringComparer.OrdinalIgnoreCase))];

    /// <summary>Looks at a batch's files.</summary>
    /// <param name="engine">Reads them.</param>
    /// <param name="table">The table's definition.</param>
    /// <param name="folder">Where the files are.</param>
    /// <param name="batch">The files.</param>
    /// <param name="columns">The table's columns now; empty when there is none.</param>
    /// <param name="history">Whether every change counts, also those before a truncate.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="StagingException">No file has one of the key's or of the declared columns.</exception>
    /// <exception cref="DuckDBException">A file cannot be read.</exception>
    public static async Task<StagedBatch> OpenAsync(DuckDbEngine engine, StagedTable table, RawFolder folder, RawBatch batch, IReadOnlyList<EngineColumn> columns, bool history, CancellationToken cancellationToken)
    {
        var paths = batch.Files.Select(folder.EnginePath).ToList();
        var rows = await RawRows.OpenAsync(engine, paths, cancellationToken);
        if (rows.Columns.FirstOrDefault(column => ReservedColumns.Has(column.Name, history)) is { } reserved)
        {
            throw new StagingException($"Cannot stage '{table.Name}'{(history ? " with its history" : "")}: its column '{reserved.Name}' in {folder.Location} has a name that {(history ? "a table of history has itself" : "the merge uses itself")}. Rename the column in the source or leave it out of what is replicated{(history ? $", or say 'history: false' in {PipelineLoader.FileName}" : "")}.");
        }

        var schema = StagedSchema.Merge(rows, columns, table.Columns);
        if (schema.Columns.FirstOrDefault(column => column is { RawName: null, TableType: null }) is { } missing)
        {
            throw new StagingException($"Cannot stage '{table.Name}': {PipelineLoader.FileName} declares the column '{missing.Name}', which is in none of the new raw files in {folder.Location}. Correct 'columns'; the files have {RawNamesOf(schema)}.");
        }

        var key = table.Key.Select(name => KeyColumn(schema, name, table, folder)).ToList();
        var control = ControlColumns.Of(rows.Columns);
        var sql = new ChangeSql(rows, batch, control, schema, key);
        var survey = (await engine.QueryAsync(
            sql.Survey,
            row => new RawSurvey(
                row.Number(0),
                row.Number(1),
                row.IsDBNull(2) ? null : new RowPlace(row.Number(2), row.Number(3)),
                row.IsDBNull(4) ? null : new DateTimeOffset(row.GetDateTime(4), TimeSpan.Zero),
                [],
                row.Number(5)),
            cancellationToken))[0];
        if (control.Unchanged is not null)
        {
            survey = survey with { Unchanged = await engine.QueryAsync(sql.UnchangedColumns, row => row.GetString(0), cancellationToken) };
        }

        return new StagedBatch(engine, sql, schema, key, survey, history);
    }

    /// <summary>Completes rows that changed their key from the rows they were before.</summary>
    /// <param name="table">The table before the batch, or null when there is none.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task ResolveMovesAsync(Snapshot? table, CancellationToken cancellationToken)
    {
        if (Survey.Moves > 0)
        {
            // What is in the table does not count when the batch truncates it, unless all changes are looked at.
            var scan = table is null || (Survey.Truncate is not null && !history) ? null : (await DeltaScan.PlanAsync(table, cancellationToken)).Sql;
            changes = await new KeyMoves(engine, Key).ResolveAsync(changes, SometimesUnchanged, scan is not null && history ? $"(SELECT * FROM {scan} WHERE is_current)" : scan, cancellationToken);
        }
    }

    /// <summary>Computes the last changes once, into a temporary table that may spill to the disk.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> MaterialiseAsync(CancellationToken cancellationToken)
    {
        const string name = "last_changes";
        await engine.ExecuteAsync($"CREATE OR REPLACE TEMP TABLE {name} AS {LastChanges}", cancellationToken);
        return name;
    }

    private static string KeyColumn(StagedSchema schema, string name, StagedTable table, RawFolder folder) =>
        schema.Columns.FirstOrDefault(column => column.RawName is not null && string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase))?.Name
        ?? throw new StagingException($"Cannot stage '{table.Name}': its key column '{name}' is in none of the new raw files in {folder.Location}. Correct the key in {PipelineLoader.FileName}; the files have {RawNamesOf(schema)}.");

    private static string RawNamesOf(StagedSchema schema) => string.Join(", ", schema.Columns.Where(column => column.RawName is not null).Select(column => column.Name));
}
