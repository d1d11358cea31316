using System.Text.Json;
using Lakehouse.Pipelines.Incremental;
using Lakehouse.Pipelines.SharedSql;
using Lakehouse.Pipelines.Sql;
using static Lakehouse.Pipelines.Sql.TypeNames;

namespace Lakehouse.Pipelines.Binding;

/// <summary>Finds expressions whose value, or type, depends on the engine because of the types in them.</summary>
internal sealed class TypeRules(string sql, BindingEngine engine)
{
    private static readonly string[] ToWhole = ["round", "floor", "ceil", "ceiling"];

    /// <summary>Functions that give BIGINT in DuckDB and INT in Spark.</summary>
    private static readonly HashSet<string> SmallIntegers = new(
        ["length", "char_length", "character_length", "instr", "ascii", "date_part", "year", "quarter", "month", "weekofyear", "day", "dayofmonth", "dayofyear", "hour", "minute", "second",
         "row_number", "rank", "dense_rank", "ntile"],
        StringComparer.OrdinalIgnoreCase);

    private readonly List<ModelFault> faults = [];
    private readonly Dictionary<(ulong Location, string Function), string> sparkTypes = [];

    public IReadOnlyList<ModelFault> Faults => faults;

    /// <summary>The types that Spark gives to calls whose type differs, by the place of each.</summary>
    public IReadOnlyDictionary<(ulong Location, string Function), string> SparkTypes => sparkTypes;

    /// <param name="element">Any part of the tree.</param>
    /// <param name="ctes">The CTEs that it can read.</param>
    public void Visit(JsonElement element, IReadOnlyList<string> ctes)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Visit(item, ctes);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            IReadOnlyList<string> own = element.Part("cte_map") is { } map ? [.. ctes, .. map.List("map").Select(entry => entry.GetRawText())] : ctes;
            if (element.Text("type") == "SELECT_NODE" && element.Part("from_table") is { } from)
            {
                VisitSelect(element, from, new ExpressionTypes(engine, element, own));
            }
            else if (element.Text("type") == "SET_OPERATION_NODE" && Columns(element.Part("left")!.Value, own) is { } left && Columns(element.Part("right")!.Value, own) is { } right)
            {
                MixedTypeRules.Faults(element.Text("setop_type"), left, right).ToList().ForEach(message => Add(element, message));
            }

            foreach (var part in element.EnumerateObject())
            {
                Visit(part.Value, own);
            }
        }
    }

    /// <summary>What a side of a UNION gives; null when it cannot be told.</summary>
    private IReadOnlyList<ModelColumn>? Columns(JsonElement node, IReadOnlyList<string> ctes)
    {
        var own = node.Part("cte_map") is { } map ? map.List("map").Select(entry => entry.GetRawText()) : [];
        var parts = node.EnumerateObject().Where(part => part.Name != "cte_map").Select(part => $"\"{part.Name}\":{part.Value.GetRawText()}");
        return engine.TryDescribeTree($$$"""{"error":false,"statements":[{"node":{{{{string.Join(",", parts)}}},"cte_map":{"map":[{{{string.Join(",", ctes.Concat(own))}}}]}},"named_param_map":[]}]}""");
    }

    private void VisitSelect(JsonElement select, JsonElement from, ExpressionTypes types)
    {
        foreach (var part in new[] { "select_list", "where_clause", "group_expressions", "having" })
        {
            if (select.Part(part) is { } expressions)
            {
                Walk(expressions, types, null);
            }
        }

        VisitJoins(from, types);
        if (select.Part("where_clause") is { } where)
        {
            CheckAliases(where, [.. select.List("select_list").Where(item => item.ColumnName()?[^1] != item.Text("alias")).Select(item => item.Text("alias"))], types);
        }
    }

    private void VisitJoins(JsonElement from, ExpressionTypes types)
    {
        if (from.Text("type") != "JOIN")
        {
            return;
        }

        if (from.Part("condition") is { } condition)
        {
            Walk(condition, types, null);
        }

        VisitJoins(from.Part("left")!.Value, types);
        VisitJoins(from.Part("right")!.Value, types);
    }

    private void Walk(JsonElement expression, ExpressionTypes types, JsonElement? parent)
    {
        if (expression.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in expression.EnumerateArray())
            {
                Walk(item, types, parent);
            }
        }
        else if (expression.ValueKind == JsonValueKind.Object && expression.Text("type") is not ("SELECT_NODE" or "SET_OPERATION_NODE") && !IsInterval(expression))
        {
            Check(expression, types, parent);
            foreach (var part in expression.EnumerateObject())
            {
                Walk(part.Value, types, expression.Text("class").Length > 0 ? expression : parent);
            }
        }
    }

    private void Check(JsonElement expression, ExpressionTypes types, JsonElement? parent)
    {
        switch (expression.Text("class"))
        {
            case "CAST":
                CheckCast(expression.Part("child")!.Value, expression.Part("cast_type")!.Value.Text("id"), types);
                CastRules.Faults(expression, types).ToList().ForEach(message => Add(expression, message));
                break;
            case "FUNCTION" or "WINDOW":
                CheckCall(expression, expression.Text("function_name").ToLowerInvariant(), expression.List("children"), types, parent?.Text("class") == "CAST" && IsInteger(parent.Value.Part("cast_type")!.Value.Text("id")));
                goto default;
            case "OPERATOR" when expression.Text("type") == "GROUPING_FUNCTION" && parent?.Text("class") != "CAST":
                Add(expression, "grouping is BIGINT in DuckDB and TINYINT in Spark. Write CAST(grouping(…) AS INTEGER).");
                break;
            default:
                MixedTypeRules.Faults(expression, types).ToList().ForEach(message => Add(expression, message));
                break;
        }
    }

    private void CheckCast(JsonElement value, string to, ExpressionTypes types)
    {
        if (IsInteger(to) && !(ToWhole.Contains(value.Text("function_name")) && value.List("children").Count == 1) && types.Of(value) is { } type && (IsFloating(type) || IsDecimal(type)))
        {
            Add(value, $"CAST of a {type} to {to} rounds in DuckDB and cuts in Spark. Write CAST(round(…) AS {to}), or floor.");
        }

        if (to == "VARCHAR")
        {
            CheckText(value, types);
        }
    }

    private void CheckCall(JsonElement call, string name, IReadOnlyList<JsonElement> arguments, ExpressionTypes types, bool cast)
    {
        if (call.Text("class") == "WINDOW" && call.Text("start").EndsWith("RANGE", StringComparison.Ordinal) && call.List("orders") is [var order] && new[] { call.Part("start_expr"), call.Part("end_expr") }.Any(bound => bound is { } days && types.Of(days) == "INTERVAL") && types.Of(order.Part("expression")!.Value) == "DATE")
        {
            Add(call, "Spark has no RANGE of an INTERVAL over DATEs. Order by CAST(day AS TIMESTAMP).");
        }

        switch (name)
        {
            case "avg" or "mean" or "median" when arguments.Count == 1 && types.Of(arguments[0]) is "VARCHAR" or "BOOLEAN" or "BLOB" or "DATE" or "TIMESTAMP":
                Add(call, $"Spark has {name} of numbers only. Take min or max, or CAST to a number.");
                break;
            case "||" or "concat_ws":
                arguments.ToList().ForEach(argument => CheckText(argument, types));
                break;
            case "round" when arguments.Count == 2 && !IsZero(arguments[1]) && types.Of(arguments[0]) is { } type && IsFloating(type):
                Add(call, $"round of a {type} to digits behind the point gives another number in Spark where the digits end in 5 (1.005). Write round(CAST(… AS DECIMAL(38,12)), n).");
                break;
            case "/" when arguments.Select(types.Of).ToList() is [{ } one, { } other] && (IsDecimal(one) || IsDecimal(other)) && !IsFloating(one) && !IsFloating(other):
                Add(call, "A division with a DECIMAL is DOUBLE in DuckDB and a rounded DECIMAL in Spark. Write CAST(x AS DOUBLE) / y (1.5 is a DECIMAL, 1.5e0 a DOUBLE).");
                break;
            case "-" when !cast && arguments.Count == 2 && arguments.All(argument => types.Of(argument) == "DATE"):
                Add(call, "The days between two dates are a number in DuckDB and an interval in Spark. Write CAST(a - b AS INTEGER).");
                break;
            case "-" when arguments.Count == 2 && types.Of(arguments[0]) == "TIMESTAMP" && types.Of(arguments[1]) is "TIMESTAMP" or "DATE":
            case "-" when arguments.Count == 2 && types.Of(arguments[0]) == "DATE" && types.Of(arguments[1]) == "TIMESTAMP":
                Add(call, "The time between two timestamps is an INTERVAL of another kind in each engine. Write a > b + INTERVAL 1 HOUR to compare, CAST(CAST(a AS DATE) - CAST(b AS DATE) AS INTEGER) for days.");
                break;
            case "+" or "-" when arguments.Count == 2 && arguments.All(argument => types.Of(argument) == "INTERVAL"):
                Add(call, "Spark does not add months and days to one INTERVAL. Write x + INTERVAL 1 MONTH + INTERVAL 1 DAY, without parentheses.");
                break;
            case "floor" or "ceil" or "ceiling" when arguments.Count == 1 && types.Of(arguments[0]) == "BIGINT":
                Add(call, $"{name} of a BIGINT is a DOUBLE in DuckDB, which has its first 15 digits only. Leave {name} out.");
                break;
            case "+" or "-" or "*" or "%" or "mod" when SparkDecimals.Overflow(call, types) is { } operands:
                Add(call, $"{operands} need more than 38 digits together: Spark leaves out digits behind the point, DuckDB does not, or stops. CAST one of them to a DECIMAL of fewer digits.");
                break;
            case "avg" or "mean" or "median" when arguments.Count == 1 && types.Of(arguments[0]) is { } type && IsDecimal(type):
                var column = arguments[0].ColumnName()?[^1];
                Add(call, $"{name} of {(column is null ? "a DECIMAL" : $"the DECIMAL {column}")} is DOUBLE in DuckDB and a rounded DECIMAL in Spark. Write {name}(CAST({column ?? "…"} AS DOUBLE)).");
                break;
        }

        if (SparkType(name, arguments, types) is { } spark && call.Part("query_location") is { } place && place.TryGetUInt64(out var location))
        {
            sparkTypes[(location, call.Text("function_name"))] = spark;
        }
    }

    /// <summary>The type of a call in Spark where it is not DuckDB's; null where it is, or cannot be told.</summary>
    private static string? SparkType(string name, IReadOnlyList<JsonElement> arguments, ExpressionTypes types) => name switch
    {
        _ when SmallIntegers.Contains(name) => "INTEGER",
        "sign" => "DOUBLE",
        "median" => "DOUBLE",
        "floor" or "ceil" or "ceiling" when arguments.Count == 1 && types.Of(arguments[0]) is { } type && !IsDecimal(type) => "BIGINT",
        "date_trunc" => "TIMESTAMP WITH TIME ZONE",
        "+" or "-" or "*" or "%" or "mod" when arguments.Count == 2 && arguments.Any(IsWholeConstant) && arguments.Select(types.Of).Any(type => type is "TINYINT" or "SMALLINT") => "INTEGER",
        "+" or "-" when arguments.Count == 2 && arguments.Select(types.Of).ToList() is ["INTERVAL", "DATE"] or ["DATE", "INTERVAL"] && !arguments.Any(IsDays) => "TIMESTAMP WITH TIME ZONE",
        "+" or "-" when arguments.Count == 2 && arguments.Any(IsDays) && arguments.Any(argument => types.Of(argument) == "DATE") => "DATE",
        "sum" when arguments.Count == 1 && types.Of(arguments[0]) is { } type && IsDecimal(type) => SparkDecimals.Sum(type).ToString(),
        _ => null,
    };

    private void CheckText(JsonElement value, ExpressionTypes types)
    {
        if (types.Of(value) is { } type && (IsFloating(type) || type is "BLOB" or "TIMESTAMP WITH TIME ZONE"))
        {
            Add(value, $"The text of a {type} differs: DuckDB and Spark write {(IsFloating(type) ? "1e+20 and 1.0E20" : type == "BLOB" ? "bytes" : "a zone or none")}. Write {(IsFloating(type) ? "CAST(CAST(… AS DECIMAL(38,12)) AS STRING)" : "another column")}.");
        }
    }

    /// <summary>DuckDB knows the names that SELECT gives also in WHERE.</summary>
    private void CheckAliases(JsonElement where, IReadOnlyList<string> aliases, ExpressionTypes types)
    {
        if (where.ColumnName() is [var name] && aliases.Contains(name, StringComparer.OrdinalIgnoreCase) && types.OfRows(where) is null)
        {
            Add(where, $"In Spark WHERE does not know '{name}', which SELECT computes. Repeat the expression, or filter around a subquery.");
        }

        if (where.ValueKind == JsonValueKind.Array)
        {
            where.EnumerateArray().ToList().ForEach(item => CheckAliases(item, aliases, types));
        }
        else if (where.ValueKind == JsonValueKind.Object && where.Text("type") is not ("SELECT_NODE" or "SET_OPERATION_NODE"))
        {
            where.EnumerateObject().ToList().ForEach(part => CheckAliases(part.Value, aliases, types));
        }
    }

    private static bool IsFloating(string type) => type is "FLOAT" or "DOUBLE";

    private static bool IsDays(JsonElement expression) => expression.Text("function_name") is "to_days" or "to_weeks" or "to_months" or "to_years";

    private static bool IsWholeConstant(JsonElement expression) => expression.Text("class") == "CONSTANT" && expression.Part("value")?.Part("type")?.Text("id") == "INTEGER";

    /// <summary>The parser makes <c>to_days(CAST(trunc(CAST(1 AS DOUBLE)) AS INTEGER))</c> of INTERVAL 1 DAY.</summary>
    private static bool IsInterval(JsonElement expression) => expression.Text("class") == "FUNCTION" && SharedFunctions.Intervals.Contains(expression.Text("function_name"));

    private static bool IsZero(JsonElement expression) =>
        expression.Text("class") == "CONSTANT" && expression.Part("value") is { } value && value.Part("value") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var digits) && digits == 0;

    private void Add(JsonElement at, string message)
    {
        var location = at.Part("query_location") is { } place && place.TryGetUInt64(out var offset) ? offset : 0;
        faults.Add(new ModelFault(ModelSqlParser.LineOf(sql, location), message));
    }
}
