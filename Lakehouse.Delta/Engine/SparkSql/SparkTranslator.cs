using System.Globalization;
using System.Text.Json;

namespace Lakehouse.Delta.Engine;

/// <summary>Turns DuckDB's parse tree of a Spark expression into DuckDB SQL of the same meaning.</summary>
internal sealed class SparkTranslator(StructType schema, Func<string, string> column, bool withClock)
{
    private static readonly Dictionary<string, string> Comparisons = new(StringComparer.Ordinal)
    {
        ["COMPARE_EQUAL"] = "=",
        ["COMPARE_NOTEQUAL"] = "<>",
        ["COMPARE_LESSTHAN"] = "<",
        ["COMPARE_GREATERTHAN"] = ">",
        ["COMPARE_LESSTHANOREQUALTO"] = "<=",
        ["COMPARE_GREATERTHANOREQUALTO"] = ">=",
        ["COMPARE_DISTINCT_FROM"] = "IS DISTINCT FROM",
        ["COMPARE_NOT_DISTINCT_FROM"] = "IS NOT DISTINCT FROM",
    };

    /// <exception cref="SparkSqlException">The part has no translation.</exception>
    public SparkValue Translate(JsonElement node) => node.GetProperty("class").GetString() switch
    {
        "COLUMN_REF" => Column(node),
        "CONSTANT" => Constant(node.GetProperty("value")),
        "CAST" => Cast(node),
        "COMPARISON" => Compare(Translate(node.GetProperty("left")), Comparisons[node.GetProperty("type").GetString()!], Translate(node.GetProperty("right"))),
        "CONJUNCTION" => Conjunction(node),
        "OPERATOR" => Operator(node),
        "BETWEEN" => Between(node),
        "CASE" => Case(node),
        "FUNCTION" => Function(node),
        var other => throw new SparkSqlException($"a part of the kind {other}"),
    };

    internal static SparkValue Compare(SparkValue left, string sign, SparkValue right)
    {
        var (a, b) = Comparable(left, right);
        return new SparkValue($"({a} {sign} {b})", PrimitiveType.Boolean);
    }

    /// <summary>Two values as types that can be compared as Spark does it: numbers with numbers, a text literal as what it is compared with.</summary>
    internal static (string Left, string Right) Comparable(SparkValue left, SparkValue right)
    {
        if (left.IsNull || right.IsNull || (left.IsNumber && right.IsNumber) || left.Type == right.Type || ((left.IsDate || left.IsTime) && (right.IsDate || right.IsTime)))
        {
            return (left.Sql, right.Sql);
        }

        return (left.Literal, right.Literal) switch
        {
            (null, { } text) => (left.Sql, SparkCasts.Literal(text, left.Type)),
            ({ } text, null) => (SparkCasts.Literal(text, right.Type), right.Sql),
            _ => throw new SparkSqlException($"a comparison of {left.Type} with {right.Type}"),
        };
    }

    private SparkValue Column(JsonElement node)
    {
        string[] names = [.. node.GetProperty("column_names").EnumerateArray().Select(name => name.GetString()!)];
        if (schema.Find(names[0]) is not { } field)
        {
            return names.Length == 1 && SparkClock.Find(names[0], withClock) is { } now ? now : throw new SparkSqlException($"the name '{names[0]}', which is no column");
        }

        var sql = column(field.Name);
        foreach (var name in names.Skip(1))
        {
            field = (field.Type as StructType)?.Find(name) ?? throw new SparkSqlException($"the name '{name}', which is no field of '{field.Name}'");
            sql = $"struct_extract({sql}, {Sql.Text(field.Name)})";
        }

        return new SparkValue(sql, field.Type);
    }

    private static SparkValue Constant(JsonElement value)
    {
        var type = value.GetProperty("type");
        if (value.GetProperty("is_null").GetBoolean())
        {
            return new SparkValue("NULL", PrimitiveType.Void);
        }

        var content = value.GetProperty("value");
        switch (type.GetProperty("id").GetString())
        {
            case "INTEGER": return new SparkValue(content.GetRawText(), PrimitiveType.Integer);
            case "BIGINT": return new SparkValue(content.GetRawText(), PrimitiveType.Long);
            case "DOUBLE": return new SparkValue($"{content.GetRawText()}::DOUBLE", PrimitiveType.Double);
            case "BOOLEAN": return new SparkValue(content.GetRawText(), PrimitiveType.Boolean);
            case "VARCHAR": return new SparkValue(Sql.Text(content.GetString()), PrimitiveType.String, content.GetString());
            case "DECIMAL" when content.ValueKind == JsonValueKind.Number && content.TryGetInt64(out var unscaled):
                var info = type.GetProperty("type_info");
                var (width, scale) = (info.GetProperty("width").GetInt32(), info.GetProperty("scale").GetInt32());
                var digits = Math.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
                return new SparkValue($"{(unscaled < 0 ? "-" : "")}{digits[..^scale]}.{digits[^scale..]}", new DecimalType(width, scale));
            case var other: throw new SparkSqlException($"a literal of type {other}");
        }
    }

    private SparkValue Cast(JsonElement node)
    {
        var child = Translate(node.GetProperty("child"));
        var type = node.GetProperty("cast_type");
        return type.GetProperty("id").GetString() == "BOOLEAN" && child.Literal is "t" or "f"
            ? new SparkValue(child.Literal == "t" ? "true" : "false", PrimitiveType.Boolean) // how the parser writes TRUE and FALSE
            : SparkCasts.To(child, SparkCasts.TypeOf(type));
    }

    private SparkValue Conjunction(JsonElement node)
    {
        var word = node.GetProperty("type").GetString() == "CONJUNCTION_AND" ? " AND " : " OR ";
        return new SparkValue($"({string.Join(word, Children(node).Select(Boolean))})", PrimitiveType.Boolean);
    }

    private static string Boolean(SparkValue value) => value.IsBoolean ? value.Sql : throw new SparkSqlException($"a {value.Type} where a condition must be");

    private SparkValue Operator(JsonElement node)
    {
        var children = Children(node);
        switch (node.GetProperty("type").GetString())
        {
            case "OPERATOR_NOT": return new SparkValue($"(NOT {Boolean(children[0])})", PrimitiveType.Boolean);
            case "OPERATOR_IS_NULL": return new SparkValue($"({children[0].Sql} IS NULL)", PrimitiveType.Boolean);
            case "OPERATOR_IS_NOT_NULL": return new SparkValue($"({children[0].Sql} IS NOT NULL)", PrimitiveType.Boolean);
            case "OPERATOR_COALESCE": return SparkFunctions.Coalesce(children);
            case "COMPARE_IN" or "COMPARE_NOT_IN":
                var items = string.Join(", ", children.Skip(1).Select(item => Comparable(children[0], item).Right));
                return new SparkValue($"({children[0].Sql} {(node.GetProperty("type").GetString() == "COMPARE_IN" ? "IN" : "NOT IN")} ({items}))", PrimitiveType.Boolean);
            case var other: throw new SparkSqlException($"the operator {other}");
        }
    }

    private SparkValue Between(JsonElement node)
    {
        var input = Translate(node.GetProperty("input"));
        var (lower, upper) = (Compare(input, ">=", Translate(node.GetProperty("lower"))), Compare(input, "<=", Translate(node.GetProperty("upper"))));
        return new SparkValue($"({lower.Sql} AND {upper.Sql})", PrimitiveType.Boolean);
    }

    private SparkValue Case(JsonElement node)
    {
        var checks = node.GetProperty("case_checks").EnumerateArray().Select(check => (When: Translate(check.GetProperty("when_expr")), Then: Translate(check.GetProperty("then_expr")))).ToArray();
        var otherwise = Translate(node.GetProperty("else_expr"));
        var type = SparkFunctions.CommonType([.. checks.Select(check => check.Then), otherwise]);
        return new SparkValue($"CASE {string.Join(" ", checks.Select(check => $"WHEN {Boolean(check.When)} THEN {check.Then.Sql}"))} ELSE {otherwise.Sql} END", type);
    }

    private SparkValue Function(JsonElement node)
    {
        var name = node.GetProperty("function_name").GetString()!;
        if (node.GetProperty("distinct").GetBoolean() || node.GetProperty("filter").ValueKind != JsonValueKind.Null)
        {
            throw new SparkSqlException($"an aggregate '{name}'");
        }

        var arguments = Children(node);
        return node.GetProperty("is_operator").GetBoolean() ? SparkOperators.Apply(name, arguments)
            : arguments.Length == 0 && SparkClock.Find(name, withClock) is { } now ? now
            : SparkFunctions.Apply(name.ToLowerInvariant(), arguments);
    }

    private SparkValue[] Children(JsonElement node) => [.. node.GetProperty("children").EnumerateArray().Select(Translate)];
}
