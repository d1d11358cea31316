using System.Globalization;
using Lakehouse.QueryApi.Catalog;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Http;

namespace Lakehouse.QueryApi.Rest;

/// <summary>Makes a SELECT of a request for a table's rows. Names are those of the catalog; values have been checked against their columns' types.</summary>
internal static class ResourceQuery
{
    private const int DefaultLimit = 1_000;

    private static readonly string[] Groups = ["and", "or", "not.and", "not.or"];

    /// <summary>Reads the request's parameters.</summary>
    /// <exception cref="QueryException">One is not understood; the message says which and why.</exception>
    public static QueryRequest Build(CatalogTable table, ResourceColumns columns, IQueryCollection query, ResourceDialect dialect)
    {
        var filter = new ResourceFilter(columns, dialect);
        var order = ResourceOrder.Parse(One(query, "order") ?? "", columns);
        var conditions = new List<string>();
        foreach (var (name, texts) in query.Where(parameter => parameter.Key is not ("select" or "order" or "limit" or "offset" or "after")))
        {
            foreach (var text in texts)
            {
                conditions.Add(Groups.Contains(name) ? filter.Group(name, text ?? "") : filter.Condition(name, text ?? ""));
            }
        }

        if (One(query, "after") is { } after)
        {
            conditions.Add(order.After(after, dialect));
        }

        var where = conditions.Count == 0 ? "" : $" WHERE {string.Join(" AND ", conditions)}";
        var limit = Number(query, "limit") ?? DefaultLimit;
        var offset = Number(query, "offset") is { } skipped ? string.Create(CultureInfo.InvariantCulture, $" OFFSET {skipped}") : "";
        var sql = string.Create(CultureInfo.InvariantCulture, $"SELECT {Select(One(query, "select"), columns)} FROM {SqlText.Identifier(table.Database)}.{SqlText.Identifier(table.Name)} AS {ResourceOrder.Table}{where}{order.Sql}{offset} LIMIT {limit}");
        return new QueryRequest(sql, dialect.Parameters, null, null);
    }

    /// <summary><c>title,rating:avg_rating</c></summary>
    private static string Select(string? text, ResourceColumns columns)
    {
        if (text is null or "" or "*")
        {
            return "*";
        }

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return string.Join(", ", text.Split(',', StringSplitOptions.TrimEntries).Select(part =>
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            var column = columns.Find(part[(colon + 1)..]);
            var name = colon < 0 ? column.Name : part[..colon];
            return name.Length > 0 && names.Add(name) ? $"{ResourceColumns.Sql(column)} AS {SqlText.Identifier(name)}"
                : throw ResourceColumns.Refused(name.Length == 0 ? $"select={text} has a column without a name before the colon." : $"select={text} names two columns {name}. Rename one: alias:column.");
        }));
    }

    private static long? Number(IQueryCollection query, string name) => One(query, name) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw ResourceColumns.Refused($"{name}={text} is no whole number, 0 or more.");

    private static string? One(IQueryCollection query, string name) => query[name] switch
    {
        { Count: 0 } => null,
        [var only] => only,
        var several => throw ResourceColumns.Refused($"{name} stands {several.Count} times in the address."),
    };
}
