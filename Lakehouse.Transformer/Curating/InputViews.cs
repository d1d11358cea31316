using Lakehouse.Delta;
using Lakehouse.Delta.Engine;
using Lakehouse.Pipelines;
using Lakehouse.Transformer.Engines;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Transformer.Curating;

/// <summary>Makes the tables that a model reads known under the names it uses.</summary>
internal static class InputViews
{
    /// <param name="engine">An engine without such views, or with ones to be replaced.</param>
    /// <param name="inputs">The tables.</param>
    /// <param name="select">Makes the SELECT of a view, from the table and its version.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task CreateAsync(DuckDbEngine engine, ModelInputs inputs, Func<TableReference, Snapshot, CancellationToken, Task<string>> select, CancellationToken cancellationToken)
    {
        await engine.ExecuteAsync("CREATE SCHEMA IF NOT EXISTS source; CREATE SCHEMA IF NOT EXISTS staged; CREATE SCHEMA IF NOT EXISTS curated;", cancellationToken);
        foreach (var (table, snapshot) in inputs.Snapshots)
        {
            await engine.ExecuteAsync($"CREATE OR REPLACE VIEW {table.Schema}.{Identifier(table.Name)} AS {await select(table, snapshot, cancellationToken)}", cancellationToken);
        }
    }

    /// <summary>All rows of a table.</summary>
    public static async Task<string> AllRowsAsync(TableReference table, Snapshot snapshot, CancellationToken cancellationToken) =>
        $"SELECT * FROM {(await DeltaScan.PlanAsync(snapshot, cancellationToken)).Sql}";
}
