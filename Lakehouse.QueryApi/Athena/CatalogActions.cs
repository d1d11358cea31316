using System.Text.Json.Nodes;
using Lakehouse.Delta;
using Lakehouse.QueryApi.Catalog;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Trino;

namespace Lakehouse.QueryApi.Athena;

/// <summary>Data catalogs, databases and tables.</summary>
internal sealed class CatalogActions(LakeCatalog catalog)
{
    private const string CatalogName = "AwsDataCatalog";

    public void AddTo(Dictionary<string, Func<AthenaInput, CancellationToken, Task<JsonObject>>> actions)
    {
        actions["ListDataCatalogs"] = (input, _) => Task.FromResult(Paging.Page(input, "catalogs", [CatalogName], 1, 50, "DataCatalogsSummary", name => new JsonObject { ["CatalogName"] = name, ["Type"] = "GLUE" }));
        actions["GetDataCatalog"] = (input, _) => Task.FromResult(new JsonObject { ["DataCatalog"] = new JsonObject { ["Name"] = Check(input.Text("Name", 1, 256)), ["Type"] = "GLUE", ["Parameters"] = new JsonObject() } });
        actions["ListDatabases"] = (input, _) =>
        {
            Check(input.Text("CatalogName", 1, 256));
            return Task.FromResult(Paging.Page(input, "databases", catalog.DatabasesOf(input.Principal), 1, 50, "DatabaseList", Database));
        };
        actions["GetDatabase"] = (input, _) =>
        {
            Check(input.Text("CatalogName", 1, 256));
            return Task.FromResult(new JsonObject { ["Database"] = Database(Known(input)) });
        };
        actions["ListTableMetadata"] = ListTablesAsync;
        actions["GetTableMetadata"] = GetTableAsync;
    }

    private static JsonObject Database(string name) => new() { ["Name"] = name, ["Parameters"] = new JsonObject() };

    private static string Check(string name) => name.Equals(QueryEngine.CatalogName, StringComparison.OrdinalIgnoreCase) ? CatalogName : throw AthenaException.Invalid($"Catalog {name} was not found");

    private string Known(AthenaInput input)
    {
        var name = input.Text("DatabaseName", 1, 128);
        return catalog.DatabasesOf(input.Principal).FirstOrDefault(database => database.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw AthenaException.Metadata($"EntityNotFoundException: Database {name} not found.");
    }

    private async Task<JsonObject> ListTablesAsync(AthenaInput input, CancellationToken cancellationToken)
    {
        Check(input.Text("CatalogName", 1, 256));
        var database = Known(input);
        // A regular expression in Athena; here its common parts: * and .* for any characters, | for a choice.
        var pattern = input.OptionalText("Expression", 0, 256);
        var tables = catalog.List(database)
            .Where(input.Principal.MaySee)
            .Where(table => string.IsNullOrEmpty(pattern) || pattern.Split('|').Any(choice => LikePattern.IsMatch(table.Name, choice.Trim('^', '$').Replace(".*", "*", StringComparison.Ordinal).Replace("*", "%", StringComparison.Ordinal), null, underscoreIsAny: false)))
            .OrderBy(table => table.Name, StringComparer.Ordinal)
            .ToArray();
        var shapes = new Dictionary<CatalogTable, JsonObject>();
        var size = input.Number("MaxResults", 50, 1, 50);
        var start = (int)Math.Min(PageToken.Read($"tables/{database}", input.OptionalText("NextToken", 1, 1_024)), tables.Length);
        foreach (var table in tables.Skip(start).Take(size))
        {
            shapes[table] = await ShapeAsync(table, cancellationToken);
        }

        return Paging.Page(input, $"tables/{database}", tables, 1, 50, "TableMetadataList", table => shapes.GetValueOrDefault(table));
    }

    private async Task<JsonObject> GetTableAsync(AthenaInput input, CancellationToken cancellationToken)
    {
        Check(input.Text("CatalogName", 1, 256));
        var database = Known(input);
        var name = input.Text("TableName", 1, 128);
        var table = catalog.List(database).FirstOrDefault(candidate => candidate.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && input.Principal.MaySee(candidate)) ?? throw AthenaException.Metadata($"EntityNotFoundException: Table {name} not found.");
        return new JsonObject { ["TableMetadata"] = await ShapeAsync(table, cancellationToken) };
    }

    private static async Task<JsonObject> ShapeAsync(CatalogTable table, CancellationToken cancellationToken)
    {
        try
        {
            var version = await table.GetLatestAsync(cancellationToken);
            return AthenaShapes.Table(table, version, version is null ? [] : await table.GetColumnsAsync(version, cancellationToken), await table.GetPartitionColumnsAsync(cancellationToken));
        }
        catch (Exception unreadable) when (unreadable is DeltaException or IOException or UnauthorizedAccessException)
        {
            throw AthenaException.Metadata($"The table {table} cannot be read: {unreadable.Message}");
        }
    }
}
