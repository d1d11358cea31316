using Lakehouse.QueryApi.Catalog;

namespace Lakehouse.QueryApi.Rest;

/// <summary>Conditions of a request, with PostgREST's operators: <c>avg_rating=gte.4</c>, <c>or=(userid.eq.1,tag.like.*funny*)</c>.</summary>
internal sealed class ResourceFilter(ResourceColumns columns, ResourceDialect dialect)
{
    public const string Operators = "eq, neq, gt, gte, lt, lte, like, ilike, match, imatch, in, is, isdistinct, each with not. in front if wanted";

    private const int MaxDepth = 10;

    private const int MaxConditions = 200;

    private int conditions;

    /// <summary>A condition on a column: <c>not.in.(1,2)</c>.</summary>
    /// <exception cref="Http.QueryException">It is not understood.</exception>
    public string Condition(string name, string text)
    {
        if (++conditions > MaxConditions)
        {
            throw ResourceColumns.Refused($"There are more than {MaxConditions} conditions.");
        }

        var column = columns.Find(name);
        var isNegated = text.StartsWith("not.", StringComparison.Ordinal);
        text = isNegated ? text[4..] : text;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var condition = point < 0
            ? throw ResourceColumns.Refused($"'{name}={text}' has no operator. Write {name}=eq.{text}; operators: {Operators}.")
            : Compare(column, text[..point], text[(point + 1)..]);
        return isNegated ? $"NOT ({condition})" : condition;
    }

    /// <summary>Conditions that hold together, or one of which holds: <c>(a.gte.1,not.or(b.eq.2,c.is.null))</c>.</summary>
    /// <exception cref="Http.QueryException">They are not understood.</exception>
    public string Group(string name, string text) => Group(name, text, 0);

    private string Group(string name, string text, int depth)
    {
        if (depth > MaxDepth)
        {
            throw ResourceColumns.Refused($"Conditions nest more than {MaxDepth} levels deep.");
        }

        var isNegated = name.StartsWith("not.", StringComparison.Ordinal);
        var word = name.EndsWith("or", StringComparison.Ordinal) ? " OR " : " AND ";
        return $"{(isNegated ? "NOT " : "")}({string.Join(word, ListText.Split(text).Select(part => Part(part, depth)))})";
    }

    private string Part(string text, int depth)
    {
        foreach (var name in (ReadOnlySpan<string>)["and", "or", "not.and", "not.or"])
        {
            if (text.StartsWith(name + "(", StringComparison.Ordinal))
            {
                return Group(name, text[name.Length..], depth + 1);
            }
        }

        var end = text.StartsWith('"') ? text.IndexOf('"', 1) + 1 : text.IndexOf('.', StringComparison.Ordinal);
        return end > 0 && end < text.Length && text[end] == '.'
            ? $"({Condition(ListText.Unquote(text[..end]), text[(end + 1)..])})"
            : throw ResourceColumns.Refused($"'{text}' is no condition. Write column.operator.value.");
    }

    private string Compare(TableColumn column, string name, string value)
    {
        var left = ResourceColumns.Sql(column);
        return name switch
        {
            "eq" => $"{left} = {Bind(column, value)}",
            "neq" => $"{left} <> {Bind(column, value)}",
            "gt" => $"{left} > {Bind(column, value)}",
            "gte" => $"{left} >= {Bind(column, value)}",
            "lt" => $"{left} < {Bind(column, value)}",
            "lte" => $"{left} <= {Bind(column, value)}",
            "isdistinct" => $"{left} IS DISTINCT FROM {Bind(column, value)}",
            "in" => $"{left} IN ({string.Join(", ", ListText.Split(value).Select(item => Bind(column, ListText.Unquote(item))))})",
            "like" => $"{Text(column)} LIKE {dialect.Value(Pattern(value), "VARCHAR")}",
            "ilike" => dialect.LikeIgnoringCase(Text(column), Pattern(value)),
            "match" => dialect.Matches(Text(column), value, ignoresCase: false),
            "imatch" => dialect.Matches(Text(column), value, ignoresCase: true),
            "is" => value.ToLowerInvariant() switch
            {
                "null" => $"{left} IS NULL",
                "not_null" => $"{left} IS NOT NULL",
                "true" or "false" or "unknown" when column.Type == "boolean" => value.Equals("unknown", StringComparison.OrdinalIgnoreCase) ? $"{left} IS NULL" : $"{left} IS NOT DISTINCT FROM {value}",
                _ => throw ResourceColumns.Refused($"'is.{value}' is not understood: is. has null and not_null, and for booleans true, false and unknown."),
            },
            _ => throw ResourceColumns.Refused($"There is no operator '{name}' for {column.Name}. Operators: {Operators}."),
        };
    }

    private string Bind(TableColumn column, string value) => dialect.Value(ResourceColumns.Check(column, value), ResourceColumns.ComparableType(column));

    /// <summary>A star stands for any text, so that % need not be written in an address.</summary>
    private static string Pattern(string value) => value.Replace('*', '%');

    private static string Text(TableColumn column) => column.Type == "varchar"
        ? ResourceColumns.Sql(column)
        : throw ResourceColumns.Refused($"The column {column.Name} is {column.Type}; like, ilike, match and imatch are for text.");
}
