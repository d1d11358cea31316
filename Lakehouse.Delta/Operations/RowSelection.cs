namespace Lakehouse.Delta.Engine;

/// <summary>The rows of some files for which a predicate is true, kept by their addresses in a temporary table.</summary>
internal sealed class RowSelection : IAsyncDisposable
{
    private readonly DuckDbEngine engine;
    private readonly string table = $"__selected_rows_{Guid.NewGuid():N}";

    private RowSelection(DuckDbEngine engine) => this.engine = engine;

    /// <summary>The rows as <see cref="RowChange.Leaving"/> wants them.</summary>
    public string Rows => table;

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <param name="engine">Where it is done.</param>
    /// <param name="scan">The files, with row addresses.</param>
    /// <param name="predicate">The predicate, or null for all rows.</param>
    /// <param name="updated">Whether the rows will be updated; else they are deleted.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<RowSelection> FindAsync(DuckDbEngine engine, DeltaScan scan, string? predicate, bool updated, CancellationToken cancellationToken)
    {
        var rows = new RowSelection(engine);
        await engine.ExecuteAsync(
            $"CREATE TEMP TABLE {rows.table} AS SELECT target.{RowAddress.File}, target.{RowAddress.Row}, {(updated ? "true" : "false")} AS {RowChange.Updated} "
            + $"FROM {scan.Sql} AS target{(predicate is null ? "" : $" WHERE {Sql.Nest(predicate)}")}",
            cancellationToken).ConfigureAwait(false);
        rows.Count = await engine.CountAsync($"SELECT count(*) FROM {rows.table}", cancellationToken).ConfigureAwait(false);
        return rows;
    }

    public async ValueTask DisposeAsync() => await engine.ExecuteAsync($"DROP TABLE IF EXISTS {table}", CancellationToken.None).ConfigureAwait(false);
}
