using System.Globalization;
using Lakehouse.QueryApi.Catalog;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Sql;
using Lakehouse.QueryApi.Trino.Parsing;
using Lakehouse.QueryApi.Trino.Syntax;
using Lakehouse.QueryApi.Trino.Translation;

namespace Lakehouse.QueryApi.Trino;

/// <summary>SHOW and DESCRIBE: answered from the catalog, with the columns that Athena gives.</summary>
internal sealed class ShowWriter(LakeCatalog catalog, string sql, string? database)
{
    /// <exception cref="QueryException">There is no such database or table.</exception>
    public async Task<AthenaStatement> WriteAsync(Show show, CancellationToken cancellationToken) => show.Subject switch
    {
        ShowSubject.Catalogs => Rows(show, ["Catalog"], Matching(show, [QueryEngine.CatalogName])),
        ShowSubject.Databases => Rows(show, ["database_name"], Matching(show, catalog.Databases.Order(StringComparer.Ordinal))),
        ShowSubject.Views => Rows(show, ["views"], []),
        ShowSubject.Tables => Rows(show, ["tab_name"], Matching(show, TablesOf(show).Select(table => table.Name).Order(StringComparer.Ordinal))),
        ShowSubject.Functions => Functions(show),
        ShowSubject.Columns => Rows(show, ["field"], (await ColumnsAsync(show, cancellationToken)).Select(column => new[] { column.Name })),
        ShowSubject.Description => Rows(show, ["col_name", "data_type", "comment"], (await ColumnsAsync(show, cancellationToken)).Select(column => new[] { column.Name, HiveTypes.Name(column.Type), "" })),
        ShowSubject.CreateTable => await CreateTableAsync(show, cancellationToken),
        ShowSubject.Partitions => await PartitionsAsync(show, cancellationToken),
        _ => await PropertiesAsync(show, cancellationToken),
    };

    private IEnumerable<CatalogTable> TablesOf(Show show) => (show.Target?.Parts[^1].Text ?? database) is { } name && !catalog.Databases.Contains(name, StringComparer.OrdinalIgnoreCase)
        ? throw SyntaxError.UnknownTable(sql, 0, $"Schema '{name.ToLowerInvariant()}' does not exist")
        : catalog.List(show.Target?.Parts[^1].Text ?? database);

    private static AthenaStatement Functions(Show show)
    {
        var rules = FunctionTable.All.Where(rule => rule.Kind != FunctionKind.Refused).GroupBy(rule => rule.Name).OrderBy(group => group.Key, StringComparer.Ordinal);
        var rows = rules.Where(group => IsMatch(show, group.Key)).Select(group => new[]
        {
            group.Key,
            group.First().Type is { } type && !type.StartsWith('=') && type is not ['e', _] ? type : "",
            group.First().Kind == FunctionKind.Aggregate || group.Key is "sum" or "avg" ? "aggregate" : group.First().Kind == FunctionKind.Window ? "window" : "scalar",
        });
        return Rows(show, ["Function", "Return Type", "Function Type"], rows);
    }

    private async Task<AthenaStatement> CreateTableAsync(Show show, CancellationToken cancellationToken)
    {
        var table = Find(show);
        var version = await LatestAsync(table, cancellationToken);
        var lines = new List<string> { $"CREATE EXTERNAL TABLE `{table.Database}.{table.Name}`(" };
        lines.AddRange(version.Columns.Select((column, index) => $"  `{column.Name}` {HiveTypes.Name(column.Type)}{(index < version.Columns.Count - 1 ? "," : ")")}"));
        lines.Add("LOCATION");
        lines.Add($"  '{table.Location}'");
        lines.Add("TBLPROPERTIES (");
        lines.Add($"  'table_type'='{table.Format.ToUpperInvariant()}')");
        return Rows(show, ["createtab_stmt"], lines.Select(line => new[] { line }));
    }

    private async Task<AthenaStatement> PartitionsAsync(Show show, CancellationToken cancellationToken)
    {
        var table = Find(show);
        var partitions = await table.GetPartitionsAsync(cancellationToken);
        return Rows(show, ["partition"], partitions.Select(partition => new[] { partition }));
    }

    private async Task<AthenaStatement> PropertiesAsync(Show show, CancellationToken cancellationToken)
    {
        var table = Find(show);
        var version = await LatestAsync(table, cancellationToken);
        var properties = new List<(string, string)> { ("EXTERNAL", "TRUE"), ("table_type", table.Format.ToUpperInvariant()), ("location", table.Location.ToString()) };
        if (version.DeltaVersion is { } number)
        {
            properties.Add(("delta.version", number.ToString(CultureInfo.InvariantCulture)));
        }

        return Rows(show, ["prpt_name", "prpt_value"], properties.Where(property => show.Pattern is null || show.Pattern == property.Item1).Select(property => new[] { property.Item1, property.Item2 }));
    }

    private async Task<IReadOnlyList<TableColumn>> ColumnsAsync(Show show, CancellationToken cancellationToken) => (await LatestAsync(Find(show), cancellationToken)).Columns;

    private static async Task<TableVersion> LatestAsync(CatalogTable table, CancellationToken cancellationToken)
    {
        var version = await table.GetLatestAsync(cancellationToken) ?? throw new QueryException(Problem.TableWithoutData, $"The table {table} has no data yet.");
        return version with { Columns = await table.GetColumnsAsync(version, cancellationToken) };
    }

    private CatalogTable Find(Show show)
    {
        var parts = show.Target!.Parts;
        return parts.Count > 3
            ? throw SyntaxError.Invalid(sql, show.Target.Offset, $"Too many parts in table name: {show.Target}")
            : catalog.Find(new TableName(parts.Count > 2 ? parts[0].Text : "", parts.Count > 1 ? parts[^2].Text : database ?? "", parts[^1].Text, null));
    }

    private static IEnumerable<string[]> Matching(Show show, IEnumerable<string> names) => names.Where(name => IsMatch(show, name)).Select(name => new[] { name });

    private static bool IsMatch(Show show, string name)
    {
        if (show.Pattern is not { } pattern)
        {
            return true;
        }

        // Athena: "regular_expression", of which only * for any characters and | for a choice mean something.
        return show.IsHivePattern
            ? pattern.Split('|').Any(choice => LikePattern.IsMatch(name, choice.Trim().Replace(".*", "*", StringComparison.Ordinal).Replace("*", "%", StringComparison.Ordinal), null, underscoreIsAny: false))
            : LikePattern.IsMatch(name, pattern, show.Escape?[0], underscoreIsAny: true);
    }

    private static AthenaStatement Rows(Show show, string[] columns, IEnumerable<string[]> rows)
    {
        var names = string.Join(", ", columns.Select(SqlText.Identifier));
        var values = rows.Select(row => $"({string.Join(", ", row.Select(SqlText.Literal))})").ToArray();
        var (kind, subkind) = AthenaStatement.KindOf(show);
        return values.Length == 0
            ? new AthenaStatement($"SELECT {string.Join(", ", columns.Select(column => $"CAST(NULL AS VARCHAR) AS {SqlText.Identifier(column)}"))} WHERE false", kind, subkind)
            : new AthenaStatement($"SELECT * FROM (VALUES {string.Join(", ", values)}) AS \"show\"({names})", kind, subkind);
    }
}
