using Lakehouse.QueryApi.Catalog;

namespace Lakehouse.QueryApi.Rest;

/// <summary>
/// The order of rows, and where a page goes on: <c>order=avg_rating.desc,movieid&amp;after=(4.5,318)</c>. A page after a key costs the same
/// wherever it is, and rows that come or go before it do not shift it.
/// </summary>
internal sealed class ResourceOrder(IReadOnlyList<(TableColumn Column, bool IsDescending, bool NullsFirst)> keys)
{
    /// <summary>The table's alias: an alias of <c>select</c> may have the name of another column, and does not stand for it here.</summary>
    public const string Table = "resource";

    /// <summary>The ORDER BY clause, or nothing.</summary>
    public string Sql => keys.Count == 0 ? "" : $" ORDER BY {string.Join(", ", keys.Select(key => $"{Table}.{ResourceColumns.Sql(key.Column)} {(key.IsDescending ? "DESC" : "ASC")} NULLS {(key.NullsFirst ? "FIRST" : "LAST")}"))}";

    /// <summary>A page's condition grows with the square of the columns.</summary>
    private const int MaxColumns = 32;

    /// <summary>Reads <c>a.desc.nullsfirst,b</c>.</summary>
    /// <exception cref="Http.QueryException">It is not understood.</exception>
    public static ResourceOrder Parse(string text, ResourceColumns columns)
    {
        var keys = Keys(text, columns);
        return keys.Length <= MaxColumns && keys.DistinctBy(key => key.Column).Count() == keys.Length
            ? new(keys)
            : throw ResourceColumns.Refused($"order= names a column twice, or more than {MaxColumns} columns.");
    }

    private static (TableColumn Column, bool IsDescending, bool NullsFirst)[] Keys(string text, ResourceColumns columns) => [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(part =>
    {
        var words = part.Split('.');
        return words[1..].FirstOrDefault(word => word is not ("asc" or "desc" or "nullsfirst" or "nullslast")) is { } unknown
            ? throw ResourceColumns.Refused($"'{unknown}' in order={text} is not understood: behind a column stand .asc or .desc, and .nullsfirst or .nullslast.")
            : (columns.Find(words[0]), words.Contains("desc"), words.Contains("nullsfirst"));
    })];

    /// <summary>The rows behind the one with these values of the ordered columns.</summary>
    /// <exception cref="Http.QueryException">The values do not fit the order.</exception>
    public string After(string text, ResourceDialect dialect)
    {
        var given = ListText.Split(text);
        if (given.Count != keys.Count)
        {
            throw ResourceColumns.Refused($"after={text} has {given.Count} value(s), and order has {keys.Count} column(s). Give the last row's value of each column of order.");
        }

        // (a > 1) OR (a = 1 AND b > 2) OR …
        var alternatives = new List<string>();
        var same = "";
        for (var index = 0; index < keys.Count; index++)
        {
            same += index == 0 ? "" : $"{ResourceColumns.Sql(keys[index - 1].Column)} IS NOT DISTINCT FROM {Value(keys[index - 1].Column, given[index - 1], dialect)} AND ";
            alternatives.Add($"({same}{Behind(keys[index], given[index], dialect)})");
        }

        return $"({string.Join(" OR ", alternatives)})";
    }

    private static string Behind((TableColumn Column, bool IsDescending, bool NullsFirst) key, string value, ResourceDialect dialect)
    {
        var column = ResourceColumns.Sql(key.Column);
        if (value == "null")
        {
            return key.NullsFirst ? $"{column} IS NOT NULL" : "false";
        }

        var behind = $"{column} {(key.IsDescending ? '<' : '>')} {Value(key.Column, value, dialect)}";
        return key.NullsFirst ? behind : $"({behind} OR {column} IS NULL)";
    }

    private static string Value(TableColumn column, string value, ResourceDialect dialect)
    {
        var type = ResourceColumns.ComparableType(column);
        return value == "null" ? dialect.Value(null, type) : dialect.Value(ResourceColumns.Check(column, ListText.Unquote(value)), type);
    }
}
