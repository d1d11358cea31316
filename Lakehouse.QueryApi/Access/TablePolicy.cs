using Lakehouse.QueryApi.Catalog;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Http;

namespace Lakehouse.QueryApi.Access;

/// <summary>What a principal sees of a table: all of it, some rows, some columns masked, or nothing.</summary>
internal sealed class TablePolicy(AccessOptions options)
{
    /// <summary>
    /// No limit, but the engine moves no condition of a statement past one: beside the filter it might be evaluated first, and its errors would tell of rows that are left out.
    /// </summary>
    private const string Barrier = " LIMIT 9223372036854775807";

    /// <summary>What the principal sees of the table.</summary>
    /// <exception cref="QueryException">They may not see it.</exception>
    public TableView Apply(Principal principal, CatalogTable table)
    {
        if (!principal.MaySee(table) && table is not InformationSchemaTable)
        {
            throw new QueryException(Problem.Forbidden, $"{principal.Name} may not read the table {table.Origin}.");
        }

        if (table is InformationSchemaTable)
        {
            return principal.SeesAll ? TableView.Whole : throw new QueryException(Problem.Forbidden, $"information_schema is open to principals that may see every table; {principal.Name} may see {string.Join(", ", principal.Allow)}.");
        }

        var name = table.Origin.ToString();
        var filters = options.Filters.Where(filter => IsFor(filter.Table, filter.Principals, name, principal)).ToArray();
        var masks = options.Masks.Where(mask => IsFor(mask.Table, mask.Principals, name, principal)).ToArray();
        if (filters.Length == 0 && masks.Length == 0)
        {
            return TableView.Whole;
        }

        if (DerivedName.Parse(table.Name) is { Kind: DerivedKind.History or DerivedKind.Files or DerivedKind.Properties or DerivedKind.Partitions })
        {
            throw new QueryException(Problem.Forbidden, $"{principal.Name} sees only a part of {name}, so not its log.");
        }

        var columns = masks.Length == 0 ? "*" : $"* REPLACE ({string.Join(", ", masks.Select(mask => $"{mask.Value} AS {SqlText.Identifier(mask.Column)}"))})";
        // The filter sees the true values: masks come after it.
        var condition = filters.Length == 0 ? null : string.Join(" AND ", filters.Select(filter => $"({filter.Where})"));
        var where = condition is null ? "" : $" WHERE {condition}{Barrier}";
        return new TableView($"(SELECT {columns} FROM (SELECT * FROM ", $"{where}))", condition);
    }

    /// <summary>The principal sees every row and column of the table.</summary>
    public bool ShowsAll(Principal principal, CatalogTable table)
    {
        var name = table.Origin.ToString();
        return !options.Filters.Any(filter => IsFor(filter.Table, filter.Principals, name, principal)) && !options.Masks.Any(mask => IsFor(mask.Table, mask.Principals, name, principal));
    }

    private static bool IsFor(string table, IReadOnlyList<string> principals, string name, Principal principal) =>
        table.Equals(name, StringComparison.OrdinalIgnoreCase) && (principals.Count == 0 || principals.Contains(principal.Name));
}
