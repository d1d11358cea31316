using System.ComponentModel;
using System.Text;
using System.Text.Json;
using Lakehouse.QueryApi.Access;
using Lakehouse.QueryApi.Catalog;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Results;
using ModelContextProtocol.Server;

namespace Lakehouse.QueryApi.Mcp;

/// <summary>The tools with which assistants ask the lake. What they see and how much a query may take are the same as over HTTP.</summary>
internal sealed class LakeTools(LakeCatalog catalog, TablePolicy policy, QueryService queries, QueryOptions options, IHttpContextAccessor http)
{
    private const int DefaultRows = 100;

    private const int MaxRows = 1_000;

    /// <summary>More than an assistant can take in.</summary>
    private const int MaxBytes = 512 * 1024;

    private Principal Principal => AccessGate.Of(http.HttpContext!);

    [McpServerTool(Name = "list_tables", Title = "List tables", ReadOnly = true, Idempotent = true, OpenWorld = false)]
    [Description("Lists the lake's tables with database, zone (curated tables are made for analysis; staged ones mirror the source; raw ones are change files), number of rows and time of the last change.")]
    public async Task<string> ListTablesAsync([Description("Only tables of this database.")] string? database = null, CancellationToken cancellationToken = default)
    {
        var text = new StringBuilder("| database | table | zone | rows | last change |\n|---|---|---|---|---|\n");
        foreach (var table in List(database))
        {
            var version = await VersionAsync(table, cancellationToken);
            text.Append(null, $"| {table.Database} | {table.Name} | {table.Zone} | {(version is null ? "no data yet" : RowsOf(table, version) ?? "unknown")} | {version?.Timestamp:u} |\n");
        }

        return text.ToString();
    }

    [McpServerTool(Name = "describe_table", Title = "Describe a table", ReadOnly = true, Idempotent = true, OpenWorld = false)]
    [Description("Tells a table's columns and types, its version and its latest changes.")]
    public async Task<string> DescribeTableAsync([Description("The table's name, with or without its database: movie_ratings, movielens_staged.movies.")] string table, CancellationToken cancellationToken = default)
    {
        var parts = table.Split('.');
        var found = TableLookup.Find(catalog, parts.Length > 1 ? parts[^2] : "", parts[^1], Principal);
        var version = await TableLookup.ReadAsync(found, cancellationToken);
        var text = new StringBuilder().Append(null, $"{found}: zone {found.Zone}, format {found.Format}, version {version.DeltaVersion?.ToString(null, null) ?? "none"}, {RowsOf(found, version) ?? "an unknown number of"} rows\n\n| column | type | nullable |\n|---|---|---|\n");
        foreach (var column in await found.GetColumnsAsync(version, cancellationToken))
        {
            text.Append(null, $"| {column.Name} | {column.Type} | {(column.Nullable ? "yes" : "no")} |\n");
        }

        if (!policy.ShowsAll(Principal, found))
        {
            return text.Append(null, $"\n{Principal.Name} sees a part of this table.\n").ToString();
        }

        text.Append("\nLatest changes:\n");
        foreach (var change in await found.GetHistoryAsync(5, cancellationToken))
        {
            text.Append(null, $"- {(change.Version is { } number ? $"version {number}, " : "")}{change.Timestamp:u}: {change.Operation}\n");
        }

        return text.ToString();
    }

    [McpServerTool(Name = "query", Title = "Run a query", ReadOnly = true, Idempotent = true, OpenWorld = false)]
    [Description("Runs one SELECT and gives its rows as JSON: columns, rows, rowCount, truncated. The SQL is DuckDB's, or Athena's (Trino) with dialect athena. Tables are read by name, with or without their database; \"t@v3\" is a table at a version. Statements only read.")]
    public async Task<string> QueryAsync(
        [Description("The statement.")] string sql,
        [Description("duckdb or athena.")] string dialect = "duckdb",
        [Description("Most rows to return, at most 1000.")] int limit = DefaultRows,
        CancellationToken cancellationToken = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { sql, dialect, limit = Math.Clamp(limit, 0, MaxRows) });
        using var sink = new BufferSink(MaxBytes);
        await queries.RunAsync(QueryRequest.Parse(body).Within(options.MaxSqlBytes) with { Principal = Principal }, ResultFormat.Offered[0], sink, cancellationToken);
        return sink.IsTooLong
            ? throw new QueryException(Problem.ResultLimit, $"The answer is longer than {MaxBytes / 1024} KiB. Select fewer rows or columns, or aggregate.")
            : Encoding.UTF8.GetString(sink.Content.Span);
    }

    /// <summary>The tables that the principal may see, of one database or of all.</summary>
    private IEnumerable<CatalogTable> List(string? database) =>
        database is null || catalog.DatabasesOf(Principal).Contains(database, StringComparer.OrdinalIgnoreCase)
            ? catalog.List(database).Where(Principal.MaySee)
            : throw new QueryException(Problem.UnknownTable, $"There is no database '{database}'. Databases: {string.Join(", ", catalog.DatabasesOf(Principal))}.");

    private string? RowsOf(CatalogTable table, TableVersion version) => policy.ShowsAll(Principal, table) ? version.Rows?.ToString("N0", null) : null;

    private static async Task<TableVersion?> VersionAsync(CatalogTable table, CancellationToken cancellationToken)
    {
        try
        {
            return await TableLookup.ReadAsync(table, cancellationToken);
        }
        catch (QueryException)
        {
            // No data yet, or damaged: describe_table tells which.
            return null;
        }
    }
}
