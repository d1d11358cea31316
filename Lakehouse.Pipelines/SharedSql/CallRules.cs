using System.Text.Json;
using Lakehouse.Pipelines.Incremental;

namespace Lakehouse.Pipelines.SharedSql;

/// <summary>Finds calls of shared functions with arguments, or in windows, that Spark lacks or understands in another way.</summary>
internal static class CallRules
{
    private static readonly string[] Parts = ["year", "quarter", "month", "week", "day", "doy", "hour", "minute"];
    private static readonly string[] Units = ["year", "quarter", "month", "week", "day", "hour", "minute", "second", "millisecond", "microsecond"];
    private static readonly string[] Ordered = ["row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile", "lag", "lead", "first_value", "last_value", "nth_value"];

    public static IEnumerable<string> Faults(JsonElement call)
    {
        var name = call.Text("function_name").ToLowerInvariant();
        var arguments = call.List("children");
        if (call.Part("order_bys") is { } order && order.List("orders").Count > 0)
        {
            yield return $"Spark has no ORDER BY among the arguments of {name}(). Number the rows with row_number in a subquery.";
        }

        switch (name)
        {
            case "date_part" when arguments.Count > 0 && !Parts.Contains(Text(arguments[0]), StringComparer.OrdinalIgnoreCase):
                yield return $"The part {Shown(arguments[0])} of a date differs between DuckDB and Spark (days of the week begin with 0 or 1, seconds have a fraction or not), or only one has it. Take one of {string.Join(", ", Parts)}; seconds are second(x).";
                break;
            case "date_trunc" when arguments.Count > 0 && !Units.Contains(Text(arguments[0]), StringComparer.OrdinalIgnoreCase):
                yield return $"Spark's date_trunc gives NULL for the unit {Shown(arguments[0])}. Take one of {string.Join(", ", Units)}.";
                break;
            case "chr" when arguments.Count != 1 || Number(arguments[0]) is not (>= 1 and <= 255):
                yield return "chr(n) is the character n in DuckDB and that of n % 256 in Spark. Give it a number from 1 to 255.";
                break;
            case "substr" or "substring" when arguments.Count > 1 && Number(arguments[1]) == 0:
                yield return $"{name}(x, 0, n) takes one character less in DuckDB than in Spark. Texts begin at 1.";
                break;
            case "substr" or "substring" when arguments.Count > 2 && Number(arguments[2]) < 0:
            case "left" or "right" when arguments.Count > 1 && Number(arguments[1]) < 0:
                yield return $"With a negative length {name} gives a part of the text in DuckDB and none in Spark. Give a length from 0.";
                break;
            case "split_part" when arguments.Count > 1 && Text(arguments[1]) == "":
                yield return "Between no characters split_part finds every character in DuckDB and the whole text in Spark. Give it a separator.";
                break;
            case "lpad" or "rpad" when arguments.Count > 2 && Text(arguments[2]) == "":
                yield return $"Filled up with nothing, {name} is an error in DuckDB and the text in Spark. Give it a character.";
                break;
            case "~~" or "!~~" or "~~*" or "!~~*" when arguments.Count > 1 && Text(arguments[1]) is { } pattern && pattern.Any(char.IsSurrogate):
                yield return $"In a pattern of LIKE Spark finds no character beyond U+FFFF, such as those of '{pattern}'. Write contains(x, '…'), or left and right.";
                break;
            case "like_escape" or "not_like_escape" or "ilike_escape" or "not_ilike_escape" when arguments.Count > 2 && Text(arguments[2])?.Length != 1:
                yield return "Spark wants one character after ESCAPE. Write ESCAPE '!'.";
                break;
            case "like_escape" or "not_like_escape" or "ilike_escape" or "not_ilike_escape" when arguments.Count > 2 && Text(arguments[1]) is { } pattern && Text(arguments[2]) is { } escape && EscapesMore(pattern, escape[0]):
                yield return $"Spark lets {escape} stand before %, _ and itself only, so '{pattern}' is an error there. Leave it out before other characters.";
                break;
            case "greatest" or "least" when arguments.Count == 1:
                yield return $"Spark's {name} wants two values at least. Leave it out.";
                break;
            case "count" when arguments.Count > 1:
                yield return "DuckDB counts one column only. Count the rows of a subquery with SELECT DISTINCT.";
                break;
        }
    }

    public static IEnumerable<string> WindowFaults(JsonElement window)
    {
        var name = window.Text("function_name").ToLowerInvariant();
        if (window.Part("distinct") is { ValueKind: JsonValueKind.True })
        {
            yield return $"Spark has no DISTINCT in a window function. Compute {name}(DISTINCT …) in a subquery with GROUP BY, and join it.";
        }

        if (window.Part("filter_expr") is not null)
        {
            yield return $"Spark has no FILTER for a window function. Write {name}(CASE WHEN … THEN … END).";
        }

        if (window.Part("ignore_nulls") is { ValueKind: JsonValueKind.True })
        {
            yield return "Spark writes IGNORE NULLS in another place. Filter the NULLs in a subquery.";
        }

        if (window.List("arg_orders").Count > 0)
        {
            yield return $"Spark has no ORDER BY among the arguments of {name}(). Write it after OVER.";
        }

        if (window.Text("exclude_clause") is not ("" or "NO_OTHER") || window.Text("start").EndsWith("GROUPS", StringComparison.Ordinal) || window.Text("end").EndsWith("GROUPS", StringComparison.Ordinal))
        {
            yield return "Spark has no GROUPS and no EXCLUDE in a window's frame. Write ROWS or RANGE.";
        }

        if (name is "lag" or "lead" && window.Part("offset_expr") is { } offset && Number(offset) is null)
        {
            yield return $"Spark wants a number as the offset of {name}, not a column. Join the row that you want.";
        }

        if (name == "nth_value" && window.List("children") is [_, var place] && Number(place) is not >= 1)
        {
            yield return "Spark counts nth_value from 1, and wants a number. Write one.";
        }

        if (name == "median" && window.List("orders").Count > 0)
        {
            yield return "Spark has no median of a window with ORDER BY. Take the whole partition, or compute it in a subquery.";
        }

        if (Ordered.Contains(name) && window.List("orders").Count == 0)
        {
            yield return $"Without ORDER BY in its window {name}() takes the rows in any order, and Spark refuses it. Order them by columns that identify them.";
        }
    }

    private static bool EscapesMore(string pattern, char escape)
    {
        for (var place = pattern.IndexOf(escape, StringComparison.Ordinal); place >= 0; place = pattern.IndexOf(escape, Math.Min(place + 2, pattern.Length)))
        {
            if (place + 1 == pattern.Length || (pattern[place + 1] is not ('%' or '_') && pattern[place + 1] != escape))
            {
                return true;
            }
        }

        return false;
    }

    private static string? Text(JsonElement expression) =>
        expression.Text("class") == "CONSTANT" && expression.Part("value") is { } value && value.Part("value") is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static string Shown(JsonElement expression) => Text(expression) is { } text ? $"'{text}'" : "that is computed";

    /// <summary>The value of a whole number that is written as such, perhaps with a minus.</summary>
    private static long? Number(JsonElement expression) =>
        expression.Text("class") == "CONSTANT" && expression.Part("value") is { } value && value.Part("value") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var whole) ? whole
        : expression.Text("function_name") == "-" && expression.List("children") is [var negated] ? -Number(negated)
        : null;
}
