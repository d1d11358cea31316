using DuckDB.NET.Data;
using Lakehouse.Delta;
using Lakehouse.Delta.Engine;
using Lakehouse.Pipelines;
using Lakehouse.Pipelines.Definition;
using Lakehouse.Pipelines.Expectations;
using Lakehouse.Pipelines.Incremental;
using Lakehouse.Storage;
using Lakehouse.Transformer.Curating;
using Lakehouse.Transformer.Engines;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Transformer.Planning;

/// <summary>Which rows a captured test is made of.</summary>
/// <param name="Name">Name of the test.</param>
/// <param name="Rows">Most rows of the model.</param>
/// <param name="Where">SQL condition on the model's rows, or null.</param>
internal sealed record CaptureOptions(string Name, int Rows, string? Where);

/// <summary>Makes a unit test from real data: some rows of a model, and exactly the input rows that they come from.</summary>
internal sealed class TestCapture(Pipeline pipeline, Lake lake, DuckDbEngine engine)
{
    private const string Keys = "captured_keys";
    private const int MostInputRows = 500;

    /// <returns>The test as an item of the list in the model's file of tests.</returns>
    /// <exception cref="CurationException">An input is missing, rows cannot be followed, or there are too many.</exception>
    public async Task<string> CaptureAsync(Model model, CaptureOptions asked, CancellationToken cancellationToken)
    {
        try
        {
            var inputs = new ModelInputs(model, await SnapshotsAsync(model, cancellationToken));
            var origin = Origin(inputs);
            await ChooseAsync(inputs, origin, asked, cancellationToken);
            await InputViews.CreateAsync(engine, inputs, async (table, snapshot, token) => Cut(origin, table, (await DeltaScan.PlanAsync(snapshot, token)).Sql), cancellationToken);
            var schema = PipelineSchema.Of(pipeline);
            var test = new CapturedTest();
            foreach (var (table, snapshot) in inputs.Snapshots)
            {
                // Where columns are declared, a test knows no others; models read no columns of types that engines do not share.
                var declared = schema.ColumnsOf(table);
                var columns = declared ?? [.. ModelInputs.Columns(snapshot).Where(column => SharedTypes.NameOf(column.Type) is not null)];
                var rows = await ReadAsync($"SELECT {Identifiers(columns.Select(column => column.Name))} FROM {table.Schema}.{Identifier(table.Name)}", $"{table} gives", cancellationToken);
                test.Give(table, rows, declared is null ? columns : null);
            }

            var filter = origin is null ? "" : $" WHERE {IsCaptured("captured", origin.KeyColumns, origin.KeyColumns)}";
            test.Expect(await ReadAsync($"SELECT * FROM (\n{model.Sql}\n) AS captured{filter}", "the model gives", cancellationToken));
            return test.ToText(asked.Name);
        }
        catch (DuckDBException error)
        {
            throw new CurationException($"Cannot capture a test of {model.Table}: {error.Message}", error);
        }
    }

    private async Task<Dictionary<TableReference, Snapshot>> SnapshotsAsync(Model model, CancellationToken cancellationToken)
    {
        var snapshots = new Dictionary<TableReference, Snapshot>();
        foreach (var table in model.DependsOn)
        {
            snapshots.Add(table, await DeltaTable.At(TableLocation.Of(lake, pipeline, table)).TryGetSnapshotAsync(cancellationToken)
                ?? throw new CurationException($"Cannot capture a test of {model.Table}: it reads {table}, which the lake does not have yet. Run the pipeline first."));
        }

        return snapshots;
    }

    /// <summary>Null when the rows cannot be followed: then all rows of the inputs are taken, if there are few.</summary>
    private static RowOrigin? Origin(ModelInputs inputs)
    {
        try
        {
            return inputs.Model.Key.Count == 0 ? null : IncrementalAnalysis.Analyse(inputs.Model, table => ModelInputs.Columns(inputs.Snapshots[table]));
        }
        catch (NotIncrementalException)
        {
            return null;
        }
    }

    private async Task ChooseAsync(ModelInputs inputs, RowOrigin? origin, CaptureOptions asked, CancellationToken cancellationToken)
    {
        if (origin is null)
        {
            return;
        }

        await InputViews.CreateAsync(engine, inputs, InputViews.AllRowsAsync, cancellationToken);
        var table = await DeltaTable.At(TableLocation.Of(lake, pipeline, inputs.Model.Table)).TryGetSnapshotAsync(cancellationToken);
        var rows = table is null ? $"(\n{inputs.Model.Sql}\n)" : (await DeltaScan.PlanAsync(table, cancellationToken)).Sql;
        await engine.ExecuteAsync(
            $"CREATE OR REPLACE TEMP TABLE {Keys} AS SELECT DISTINCT {Identifiers(origin.KeyColumns)} FROM {rows} AS chosen WHERE {asked.Where ?? "true"} ORDER BY ALL LIMIT {asked.Rows}", cancellationToken);
    }

    private static string Cut(RowOrigin? origin, TableReference table, string scan) => origin is null
        ? $"SELECT * FROM {scan}"
        : $"SELECT * FROM {scan} AS input WHERE {string.Join(" OR ", origin.Inputs.Where(place => place.Table == table).Select(place => IsCaptured("input", place.Columns, origin.KeyColumns)))}";

    private static string IsCaptured(string relation, IReadOnlyList<string> columns, IReadOnlyList<string> keys) =>
        $"EXISTS (SELECT 1 FROM {Keys} AS chosen WHERE {string.Join(" AND ", columns.Zip(keys, (column, key) => $"chosen.{Identifier(key)} IS NOT DISTINCT FROM {relation}.{Identifier(column)}"))})";

    private async Task<QueryRows> ReadAsync(string select, string what, CancellationToken cancellationToken)
    {
        var rows = await engine.QueryRowsAsync($"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ({select}) LIMIT {MostInputRows + 1}", cancellationToken);
        return rows.Rows.Count <= MostInputRows
            ? rows
            : throw new CurationException($"A test is to be read by people: {what} more than {MostInputRows} rows. Take fewer rows of the model (--rows, --where); a model without a key, or whose rows cannot be followed to its inputs, takes all rows of these.");
    }
}
