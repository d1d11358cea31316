using System.Globalization;
using Lakehouse.Delta;
using Lakehouse.QueryApi.Engine;

namespace Lakehouse.QueryApi.Catalog;

/// <summary>A table of information_schema: the catalog as rows, made anew for each query.</summary>
internal sealed class InformationSchemaTable(string name, LakeCatalog catalog) : CatalogTable(DatabaseName, name, "catalog", new Uri("lakehouse:information_schema/"))
{
    /// <summary>The schema's name in the engine, whose own information_schema shows the engine.</summary>
    public const string DatabaseName = "$information_schema";

    public static readonly IReadOnlyList<string> Names = ["schemata", "tables", "columns", "views"];

    public override string Format => "catalog";

    public override async Task<TableVersion?> GetLatestAsync(CancellationToken cancellationToken)
    {
        var (columns, rows) = Name switch
        {
            "schemata" => (["catalog_name", "schema_name"], [.. catalog.Databases.Append("information_schema").Select(database => new[] { QueryEngine.CatalogName, database })]),
            "tables" => (["table_catalog", "table_schema", "table_name", "table_type"], [.. catalog.Tables.Select(table => new[] { QueryEngine.CatalogName, table.Database, table.Name, "BASE TABLE" })]),
            "columns" => (["table_catalog", "table_schema", "table_name", "column_name", "ordinal_position", "column_default", "is_nullable", "data_type"], await ColumnsAsync(cancellationToken)),
            _ => (new[] { "table_catalog", "table_schema", "table_name", "view_definition" }, new List<string[]>()),
        };
        var selected = string.Join(", ", columns.Select(column => column == "ordinal_position" ? $"CAST({column} AS BIGINT) AS {column}" : column == "column_default" ? $"CAST(NULL AS VARCHAR) AS {column}" : column));
        var values = rows.Select(row => $"({string.Join(", ", row.Select(SqlText.Literal))})").ToArray();
        var relation = values.Length == 0
            ? $"(SELECT {string.Join(", ", columns.Select(column => $"'' AS {column}"))} WHERE false)"
            : $"(SELECT {selected} FROM (VALUES {string.Join(", ", values)}) AS listing({string.Join(", ", columns)}))";
        return new TableVersion(this, relation, null, DateTimeOffset.UtcNow, new FixedRows(relation, values.Length), [.. columns.Select(column => new TableColumn(column, column == "ordinal_position" ? "bigint" : "varchar", true))], 0);
    }

    public override Task<IReadOnlyList<TableChange>> GetHistoryAsync(int count, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<TableChange>>([]);

    public override void Invalidate()
    {
    }

    private async Task<List<string[]>> ColumnsAsync(CancellationToken cancellationToken)
    {
        var rows = new List<string[]>();
        foreach (var table in catalog.Tables)
        {
            IReadOnlyList<TableColumn> columns;
            try
            {
                columns = await table.GetLatestAsync(cancellationToken) is { } version ? await table.GetColumnsAsync(version, cancellationToken) : [];
            }
            catch (Exception unreadable) when (unreadable is DeltaException or IOException or UnauthorizedAccessException)
            {
                // One damaged table does not hide the others; a query of it tells what is wrong.
                continue;
            }

            rows.AddRange(columns.Select((column, index) => new[] { QueryEngine.CatalogName, table.Database, table.Name, column.Name, (index + 1).ToString(CultureInfo.InvariantCulture), "", column.Nullable ? "YES" : "NO", column.Type }));
        }

        return rows;
    }
}
