using System.Globalization;
using System.Text;
using System.Text.Json;
using Lakehouse.QueryApi.Engine;
using static Lakehouse.QueryApi.Sql.TreeNode;

namespace Lakehouse.QueryApi.Sql;

/// <summary>
/// Writes what a condition says of one table's columns as SQL of its own: comparisons of columns with constants, joined by AND, OR and
/// NOT. Nothing of the statement's text is taken over, and whatever is not known here is left out where that only makes the condition wider.
/// </summary>
/// <param name="alias">The table's name or alias at its place in the statement.</param>
/// <param name="isColumn">Whether a name there is that of a column of the table.</param>
internal sealed class FilterWriter(string alias, Func<string, bool> isColumn)
{
    /// <summary>Deeper conditions say nothing about files that would be worth their cost.</summary>
    private const int MaxDepth = 20;

    private const int MaxLength = 32 * 1024;

    private readonly StringBuilder text = new();
    private readonly List<FilterParameter> parameters = [];

    /// <summary>The condition of a table, or null when the statement says nothing about its columns.</summary>
    public TableFilter? Write(string table, IEnumerable<JsonElement> conditions)
    {
        return Join(conditions, " AND ", isOptional: true, 0) ? new TableFilter(table, text.ToString(), [.. parameters]) : null;
    }

    /// <summary>Writes a condition; on false nothing was written.</summary>
    private bool Condition(JsonElement node, int depth)
    {
        if (depth > MaxDepth || text.Length > MaxLength)
        {
            return false;
        }

        var kind = Text(node, "type");
        return Text(node, "class") switch
        {
            "CONJUNCTION" => Join(node.GetProperty("children").EnumerateArray(), kind == "CONJUNCTION_AND" ? " AND " : " OR ", isOptional: kind == "CONJUNCTION_AND", depth + 1),
            "COMPARISON" => Comparison(kind) is { } sign && All("(", ")", sign, node.GetProperty("left"), node.GetProperty("right")),
            "BETWEEN" => All("(", ")", [" BETWEEN ", " AND "], node.GetProperty("input"), node.GetProperty("lower"), node.GetProperty("upper")),
            "OPERATOR" => Operator(kind, [.. node.GetProperty("children").EnumerateArray()], depth),
            "FUNCTION" => TextMatch(node),
            _ => false,
        };
    }

    /// <summary>Of AND the parts that are known are enough; of OR each has to be.</summary>
    private bool Join(IEnumerable<JsonElement> conditions, string word, bool isOptional, int depth)
    {
        var (start, known) = (text.Length, parameters.Count);
        var count = 0;
        text.Append('(');
        foreach (var condition in conditions)
        {
            var before = text.Length;
            text.Append(count == 0 ? "" : word);
            if (Condition(condition, depth))
            {
                count++;
            }
            else if (isOptional)
            {
                text.Length = before;
            }
            else
            {
                return Undo(start, known);
            }
        }

        text.Append(')');
        return count > 0 || Undo(start, known);
    }

    private bool Operator(string kind, JsonElement[] children, int depth)
    {
        switch (kind)
        {
            case "OPERATOR_IS_NULL":
                return All("(", " IS NULL)", [], children[0]);
            case "OPERATOR_IS_NOT_NULL":
                return All("(", " IS NOT NULL)", [], children[0]);
            case "COMPARE_IN" or "COMPARE_NOT_IN" when children.Length > 1:
                return All("(", "))", [kind == "COMPARE_IN" ? " IN (" : " NOT IN (", .. Enumerable.Repeat(", ", children.Length - 2)], children);
            case "OPERATOR_NOT" when IsWhole(children[0]):
                var (start, known) = (text.Length, parameters.Count);
                text.Append("(NOT ");
                if (!Condition(children[0], depth + 1))
                {
                    return Undo(start, known);
                }

                text.Append(')');
                return true;
            default:
                return false;
        }
    }

    /// <summary>Below NOT nothing may be left out: what makes a condition wider makes its opposite narrower.</summary>
    private static bool IsWhole(JsonElement node) => Text(node, "class") is "COMPARISON" or "BETWEEN" or "FUNCTION" || (Text(node, "class") == "OPERATOR" && Text(node, "type") != "OPERATOR_NOT");

    private bool TextMatch(JsonElement node)
    {
        var children = node.GetProperty("children").EnumerateArray().ToArray();
        return children.Length == 2 && Text(node, "schema").Length == 0 && Text(node, "function_name") switch
        {
            "~~" => All("(", ")", [" LIKE "], children),
            "!~~" => All("(", ")", [" NOT LIKE "], children),
            "prefix" or "starts_with" or "^@" => All("starts_with(", ")", [", "], children),
            _ => false,
        };
    }

    private bool All(string before, string after, string sign, params JsonElement[] values) => All(before, after, [sign], values);

    private bool All(string before, string after, string[] signs, params JsonElement[] values)
    {
        var (start, known) = (text.Length, parameters.Count);
        text.Append(before);
        for (var index = 0; index < values.Length; index++)
        {
            text.Append(index == 0 ? "" : signs[index - 1]);
            if (text.Length > MaxLength || !Value(values[index], 0))
            {
                return Undo(start, known);
            }
        }

        text.Append(after);
        return true;
    }

    /// <summary>A column of the table, a constant, a cast of either, or a sum of constants such as a date and an interval.</summary>
    private bool Value(JsonElement node, int depth)
    {
        if (depth > MaxDepth)
        {
            return false;
        }

        switch (Text(node, "class"))
        {
            case "COLUMN_REF":
                var names = node.GetProperty("column_names").EnumerateArray().Select(name => name.GetString()!).ToArray();
                if (!isColumn(names[^1]) || names.Length > 2 || (names.Length == 2 && !names[0].Equals(alias, StringComparison.OrdinalIgnoreCase)))
                {
                    return false;
                }

                text.Append(SqlText.Identifier(names[^1]));
                return true;
            case "CONSTANT":
                return Constant(node.GetProperty("value"));
            case "PARAMETER":
                parameters.Add(new FilterParameter(text.Length, Text(node, "identifier")));
                return true;
            case "CAST" when node.GetProperty("try_cast").ValueKind == JsonValueKind.False && CastType(node.GetProperty("cast_type")) is { } type:
                return Wrapped("CAST(", $" AS {type})", [], depth, node.GetProperty("child"));
            case "FUNCTION" when Text(node, "schema").Length == 0:
                return Constants(Text(node, "function_name"), [.. node.GetProperty("children").EnumerateArray()], depth);
            default:
                return false;
        }
    }

    private bool Constants(string function, JsonElement[] children, int depth) => function switch
    {
        "+" or "-" when children.Length == 2 => Wrapped("(", ")", [$" {function} "], depth, children),
        "-" when children.Length == 1 => Wrapped("(-", ")", [], depth, children),
        "trunc" or "to_days" or "to_weeks" or "to_months" or "to_years" or "to_hours" or "to_minutes" or "to_seconds" when children.Length == 1 => Wrapped($"{function}(", ")", [], depth, children),
        "make_date" when children.Length == 3 => Wrapped("make_date(", ")", [", ", ", "], depth, children),
        _ => false,
    };

    private bool Wrapped(string before, string after, string[] signs, int depth, params JsonElement[] children)
    {
        text.Append(before);
        for (var index = 0; index < children.Length; index++)
        {
            text.Append(index == 0 ? "" : signs[index - 1]);
            if (!Value(children[index], depth + 1))
            {
                return false;
            }
        }

        text.Append(after);
        return true;
    }

    /// <summary><code>{"type":{"id":"DECIMAL","type_info":{"type":"DECIMAL_TYPE_INFO","width":2,"scale":1}},"is_null":false,"value":35}</code></summary>
    private bool Constant(JsonElement constant)
    {
        if (constant.GetProperty("is_null").GetBoolean())
        {
            text.Append("NULL");
            return true;
        }

        var type = constant.GetProperty("type");
        var value = constant.GetProperty("value");
        var written = Text(type, "id") switch
        {
            "VARCHAR" when value.ValueKind == JsonValueKind.String => SqlText.Literal(value.GetString()!),
            "BOOLEAN" when value.ValueKind is JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" when value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var integer) => integer.ToString(CultureInfo.InvariantCulture),
            "DOUBLE" when value.ValueKind == JsonValueKind.Number => $"CAST('{value.GetRawText()}' AS DOUBLE)",
            "DECIMAL" when value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var unscaled) => Decimal(type.GetProperty("type_info"), unscaled),
            _ => null,
        };
        text.Append(written);
        return written is not null;
    }

    private static string Decimal(JsonElement type, long unscaled)
    {
        var (width, scale) = (type.GetProperty("width").GetInt32(), type.GetProperty("scale").GetInt32());
        var digits = Math.Abs((decimal)unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return $"CAST('{(unscaled < 0 ? "-" : "")}{digits[..^scale]}.{digits[^scale..]}' AS DECIMAL({width}, {scale}))";
    }

    private static string? CastType(JsonElement type) => Text(type, "id") switch
    {
        "DATE" or "TIMESTAMP" or "TIMESTAMP WITH TIME ZONE" or "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "DOUBLE" or "VARCHAR" or "BOOLEAN" => Text(type, "id"),
        "DECIMAL" when type.TryGetProperty("type_info", out var info) && info.ValueKind == JsonValueKind.Object => $"DECIMAL({info.GetProperty("width").GetInt32()}, {info.GetProperty("scale").GetInt32()})",
        _ => null,
    };

    private static string? Comparison(string kind) => kind switch
    {
        "COMPARE_EQUAL" => " = ",
        "COMPARE_NOTEQUAL" => " <> ",
        "COMPARE_LESSTHAN" => " < ",
        "COMPARE_GREATERTHAN" => " > ",
        "COMPARE_LESSTHANOREQUALTO" => " <= ",
        "COMPARE_GREATERTHANOREQUALTO" => " >= ",
        "COMPARE_DISTINCT_FROM" => " IS DISTINCT FROM ",
        "COMPARE_NOT_DISTINCT_FROM" => " IS NOT DISTINCT FROM ",
        _ => null,
    };

    private bool Undo(int length, int count)
    {
        text.Length = length;
        parameters.RemoveRange(count, parameters.Count - count);
        return false;
    }
}
