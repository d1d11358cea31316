using System.Text.Json;
using Lakehouse.Delta;
using Lakehouse.QueryApi.Access;
using Lakehouse.QueryApi.Catalog;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Sql;

namespace Lakehouse.QueryApi;

/// <summary>Finds the tables that a statement names: one version of each, which it sees from its first row to its last, and the files of it that matter.</summary>
internal sealed class TableResolver(LakeCatalog catalog, TablePolicy policy)
{
    /// <summary>The tables of a statement, for the one who asks.</summary>
    /// <exception cref="QueryException">One is not there, not readable, or not theirs.</exception>
    public async Task<IReadOnlyList<PlannedTable>> ResolveAsync(Statement statement, JsonElement? parameters, Principal principal, CancellationToken cancellationToken)
    {
        var places = statement.Tables.GroupBy(name => Find(name, principal)).ToArray();
        if (statement.Show is not null && !principal.SeesAll)
        {
            throw new QueryException(Problem.Forbidden, $"SHOW is open to principals that may see every table; {principal.Name} may see {string.Join(", ", principal.Allow)}.");
        }

        var planned = new List<PlannedTable>(places.Length);
        foreach (var place in places)
        {
            planned.Add(await PlanAsync(place.Key, Condition(place, statement.Filters, parameters), principal, cancellationToken));
        }

        if (statement.Operation == "EXPLAIN" && planned.Find(table => table.View != TableView.Whole) is { } partial)
        {
            throw new QueryException(Problem.Forbidden, $"{principal.Name} sees only a part of {partial.Table.Origin}; its plan would tell of the rest.");
        }

        return planned;
    }

    /// <summary>What to tell of an error in reading a table; null of one that has another cause.</summary>
    public static QueryException? Explain(CatalogTable table, Exception error) => error switch
    {
        VersionNotFoundException or ChangeDataUnavailableException => new QueryException(Problem.InvalidStatement, error.Message, error),
        DeltaException or IOException or UnauthorizedAccessException => new QueryException(Problem.TableUnreadable, $"The table {table} cannot be read: {error.Message}", error),
        _ => null,
    };

    /// <summary>Whoever may not see a table does not learn whether it is there, nor what else is.</summary>
    private CatalogTable Find(TableName name, Principal principal)
    {
        try
        {
            return catalog.Find(name) is var found && (principal.MaySee(found) || found is InformationSchemaTable) ? found : throw Hidden();
        }
        catch (QueryException unknown) when (unknown.Problem == Problem.UnknownTable && !principal.SeesAll)
        {
            throw Hidden();
        }

        QueryException Hidden() => new(Problem.Forbidden, $"There is no table {name} that {principal.Name} may read; {principal.Name} may see {string.Join(", ", principal.Allow)}.") { Position = name.Position };
    }

    private async Task<PlannedTable> PlanAsync(CatalogTable table, string? condition, Principal principal, CancellationToken cancellationToken)
    {
        var view = policy.Apply(principal, table);
        try
        {
            var version = await table.GetLatestAsync(cancellationToken) ?? throw new QueryException(
                Problem.TableWithoutData,
                $"The table {table} has no data yet: the pipeline has not written {table.Location}. Start the pipeline, or wait for its first run; GET /v1/catalog/tables shows what is there.");
            return new PlannedTable(version, await version.Source.ScanAsync(view == TableView.Whole ? condition : view.Condition, cancellationToken), view);
        }
        catch (Exception error) when (Explain(table, error) is { } told)
        {
            throw told;
        }
    }

    /// <summary>A table may go by several names in a statement; one of them without a condition needs all rows.</summary>
    private static string? Condition(IEnumerable<TableName> names, IReadOnlyList<TableFilter> filters, JsonElement? parameters)
    {
        var conditions = new List<string>();
        foreach (var name in names)
        {
            if (filters.FirstOrDefault(filter => filter.Table.Equals(name.ToString(), StringComparison.OrdinalIgnoreCase))?.Fill(parameters) is not { } condition)
            {
                return null;
            }

            conditions.Add(condition);
        }

        return string.Join(" OR ", conditions);
    }
}
