namespace Lakehouse.Delta.Engine;

/// <summary>All rows that an operation changes, before and after, kept in a temporary table until they are written.</summary>
internal sealed class ChangedRows : IAsyncDisposable
{
    private readonly DuckDbEngine engine;
    private readonly StructType schema;
    private readonly string table = $"__changed_rows_{Guid.NewGuid():N}";

    private ChangedRows(DuckDbEngine engine, StructType schema)
    {
        this.engine = engine;
        this.schema = schema;
    }

    /// <summary>The rows that are in the table afterwards.</summary>
    public NewRows After => new(
        $"SELECT {string.Join(", ", schema.Fields.Select(column => Sql.Name(column.Name)))} FROM {table} WHERE {ChangeDataColumns.ChangeType} IN ({Sql.Text(ChangeDataColumns.Postimage)}, {Sql.Text(ChangeDataColumns.Insert)})",
        schema);

    /// <summary>A SELECT of all rows: the table's columns and the type of the change.</summary>
    public string All => $"SELECT * FROM {table}";

    /// <param name="engine">Where the table is made.</param>
    /// <param name="writer">Gives rows the table's shape.</param>
    /// <param name="schemaBefore">The table's columns before the operation.</param>
    /// <param name="before">A SELECT of rows as they were, with the type of their change.</param>
    /// <param name="versions">New versions of updated rows.</param>
    /// <param name="inserted">New rows.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<ChangedRows> CreateAsync(
        DuckDbEngine engine, RowWriter writer, StructType schemaBefore, string before, IEnumerable<NewRows> versions, IEnumerable<NewRows> inserted, CancellationToken cancellationToken)
    {
        var rows = new ChangedRows(engine, writer.Schema);
        var columns = writer.Schema.Fields.Select(field => RowShape.Column(schemaBefore.Find(field.Name), field, "", writer.Table));
        IEnumerable<string> parts =
        [
            $"SELECT {string.Join(", ", columns)}, {ChangeDataColumns.ChangeType} FROM ({before})",
            .. versions.Select(part => Typed(writer.Shape(part), ChangeDataColumns.Postimage)),
            .. inserted.Select(part => Typed(writer.Shape(part), ChangeDataColumns.Insert)),
        ];
        var all = await writer.NumberAsync(string.Join(" UNION ALL ", parts), cancellationToken).ConfigureAwait(false);
        await engine.ExecuteAsync($"CREATE TEMP TABLE {rows.table} AS {all}", cancellationToken).ConfigureAwait(false);
        return rows;
    }

    public async ValueTask DisposeAsync() => await engine.ExecuteAsync($"DROP TABLE IF EXISTS {table}", CancellationToken.None).ConfigureAwait(false);

    private static string Typed(string sql, string change) => $"SELECT *, {Sql.Text(change)} FROM ({sql})";
}
