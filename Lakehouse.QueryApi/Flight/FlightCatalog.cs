using Apache.Arrow;
using Apache.Arrow.Types;
using Lakehouse.QueryApi.Access;
using Lakehouse.QueryApi.Catalog;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Flight.Protocol;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Trino;

namespace Lakehouse.QueryApi.Flight;

/// <summary>Catalogs, schemas (the databases), tables and their types, as far as the one who asks may see them.</summary>
internal sealed class FlightCatalog(LakeCatalog catalog, QueryService queries)
{
    private const string TableType = "TABLE";

    /// <summary>Tables described at once: Amazon Athena takes a second for each.</summary>
    private const int MaxDescribed = 4;

    private static readonly Field CatalogName = new("catalog_name", StringType.Default, true);
    private static readonly Field SchemaName = new("db_schema_name", StringType.Default, true);
    private static readonly Field TableName = new("table_name", StringType.Default, false);
    private static readonly Field TableTypeName = new("table_type", StringType.Default, false);
    private static readonly Field TableSchema = new("table_schema", BinaryType.Default, false);

    public static Schema CatalogsSchema { get; } = new([new Field("catalog_name", StringType.Default, false)], null);

    public static Schema SchemasSchema { get; } = new([CatalogName, new Field("db_schema_name", StringType.Default, false)], null);

    public static Schema TableTypesSchema { get; } = new([TableTypeName], null);

    /// <summary>The columns of a list of tables, with or without the tables' own columns.</summary>
    public static Schema TablesSchema(bool withColumns) => new([CatalogName, SchemaName, TableName, TableTypeName, .. withColumns ? new[] { TableSchema } : []], null);

    public static RecordBatch Catalogs() => new(CatalogsSchema, [Text([QueryEngine.CatalogName])], 1);

    public static RecordBatch TableTypes() => new(TableTypesSchema, [Text([TableType])], 1);

    public RecordBatch Schemas(CommandGetDbSchemas command, Principal principal)
    {
        var names = !IsOurs(command.HasCatalog, command.Catalog) ? [] : catalog.DatabasesOf(principal).Where(name => Matches(command.HasDbSchemaFilterPattern, command.DbSchemaFilterPattern, name)).Order(StringComparer.Ordinal).ToArray();
        return new RecordBatch(SchemasSchema, [Text(names.Select(_ => QueryEngine.CatalogName)), Text(names)], names.Length);
    }

    public async Task<RecordBatch> TablesAsync(CommandGetTables command, Principal principal, CancellationToken cancellationToken)
    {
        var isWanted = IsOurs(command.HasCatalog, command.Catalog) && (command.TableTypes.Count == 0 || command.TableTypes.Contains(TableType, StringComparer.OrdinalIgnoreCase));
        var tables = !isWanted ? [] : catalog.Tables
            .Where(table => principal.MaySee(table) && Matches(command.HasDbSchemaFilterPattern, command.DbSchemaFilterPattern, table.Database) && Matches(command.HasTableNameFilterPattern, command.TableNameFilterPattern, table.Name))
            .OrderBy(table => table.Database, StringComparer.Ordinal).ThenBy(table => table.Name, StringComparer.Ordinal)
            .ToArray();
        var columns = new List<IArrowArray>
        {
            Text(tables.Select(_ => QueryEngine.CatalogName)),
            Text(tables.Select(table => table.Database)),
            Text(tables.Select(table => table.Name)),
            Text(tables.Select(_ => TableType)),
        };
        if (command.IncludeSchema)
        {
            var described = new Schema[tables.Length];
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = queries.IsForwarding ? MaxDescribed : 1, CancellationToken = cancellationToken };
            await Parallel.ForAsync(0, tables.Length, parallel, async (index, stop) => described[index] = await ColumnsAsync(tables[index], principal, stop));
            var schemas = new BinaryArray.Builder();
            System.Array.ForEach(described, schema => schemas.Append(FlightTickets.Serialize(schema).Span));
            columns.Add(schemas.Build());
        }

        return new RecordBatch(TablesSchema(command.IncludeSchema), columns, tables.Length);
    }

    /// <summary>The table's columns as a query would give them; none where it has no data yet, or cannot be read.</summary>
    private async Task<Schema> ColumnsAsync(CatalogTable table, Principal principal, CancellationToken cancellationToken)
    {
        try
        {
            var request = new QueryRequest($"SELECT * FROM {SqlText.Identifier(table.Database)}.{SqlText.Identifier(table.Name)}", null, null, null) { Principal = principal };
            return Dictionaries.Unfold((await queries.DescribeAsync(request, cancellationToken)).Columns);
        }
        catch (QueryException error) when (error.Problem == Problem.TableWithoutData || error.Problem == Problem.TableUnreadable || (queries.IsForwarding && error.Problem == Problem.UnknownTable))
        {
            return new Schema([], null);
        }
    }

    private static bool IsOurs(bool isGiven, string name) => !isGiven || name.Equals(QueryEngine.CatalogName, StringComparison.OrdinalIgnoreCase);

    private static bool Matches(bool isGiven, string pattern, string name) => !isGiven || LikePattern.IsMatch(name, pattern, '\\', underscoreIsAny: true);

    private static StringArray Text(IEnumerable<string> values) => new StringArray.Builder().AppendRange(values).Build();
}
