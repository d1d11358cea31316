using System.Globalization;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Trino.Json.Paths;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>JSON_VALUE, JSON_QUERY and JSON_EXISTS: functions of ours follow the path, what they find is cast here.</summary>
internal sealed partial class DuckDbWriter
{
    private Typed WriteJsonPath(JsonPathCall call)
    {
        var input = Write(call.Input);
        if (TypeText.Kind(input.Type) is not (TypeKind.Text or TypeKind.Json or TypeKind.Unknown))
        {
            throw TypeText.Kind(input.Type) == TypeKind.Binary ? NotSupported(call.Offset, $"{call.Function} of varbinary is not available here; from_utf8(x) makes it text.")
                : Mismatch(call.Input.Offset, $"Cannot read input of type {Shown(input.Type)} as JSON using formatting JSON");
        }

        var source = $"{input.Sql}, {SqlText.Literal(call.Path)}, {WriteVariables(call, ReadPath(call))}";
        return call.Function switch
        {
            "JSON_EXISTS" => new($"trino_json_exists({source}, '{call.OnError?.Kind ?? "FALSE"}')", "boolean"),
            "JSON_QUERY" => WriteJsonQuery(call, source),
            _ => WriteJsonValue(call, source),
        };
    }

    private SqlJsonPath ReadPath(JsonPathCall call)
    {
        try
        {
            return SqlJsonPath.Parse(call.Path);
        }
        catch (FunctionException invalid)
        {
            throw invalid.Message.StartsWith("NOT_SUPPORTED: ", StringComparison.Ordinal) ? NotSupported(call.Offset, invalid.Message["NOT_SUPPORTED: ".Length..] + ".") : Invalid(call.Offset, invalid.Message);
        }
    }

    /// <summary>What <see cref="SqlJsonPath.ReadVariables"/> reads.</summary>
    private string WriteVariables(JsonPathCall call, SqlJsonPath path)
    {
        if (path.Variables.FirstOrDefault(variable => call.Passing.All(passed => passed.Name != variable)) is { } missing)
        {
            throw Invalid(call.Offset, $"no value passed for parameter {missing}. Try quoting \"{missing}\" in the PASSING clause to match case");
        }

        return call.Passing.Count == 0 ? "''" : $"'[' || {string.Join(" || ',' || ", call.Passing.Select(WriteVariable))} || ']'";
    }

    /// <summary>NULL is JSON's null, but nothing at all of what is passed as JSON.</summary>
    private string WriteVariable((Expression Value, bool IsJson, string Name) passed)
    {
        var value = Write(passed.Value);
        var name = System.Text.Json.JsonSerializer.Serialize(passed.Name, System.Text.Json.JsonSerializerOptions.Default);
        if (!passed.IsJson && TypeText.Kind(value.Type) is not (TypeKind.Text or TypeKind.Number or TypeKind.Boolean or TypeKind.Unknown))
        {
            throw NotSupported(passed.Value.Offset, $"A {Shown(value.Type)} is not passed to a JSON path here; texts, numbers and booleans are.");
        }

        return passed.IsJson
            ? $"coalesce({SqlText.Literal($"[{name},\"json\",")} || CAST(trino_json_parse({value.Sql}) AS VARCHAR), {SqlText.Literal($"[{name}")}) || ']'"
            : $"{SqlText.Literal($"[{name},\"{(value.Base == "decimal" ? "decimal" : "value")}\",")} || {WriteInsideJson(value)} || ']'";
    }

    private Typed WriteJsonQuery(JsonPathCall call, string source)
    {
        var type = call.Returning ?? new DataTypeName(call.Offset, "varchar", [], [], []);
        if (TypeText.Kind(TypeWriter.Name(type)) != TypeKind.Text)
        {
            throw NotSupported(type.Offset, $"RETURNING {type.Base} is not available here; RETURNING varchar is.");
        }

        var found = $"trino_json_query({source}, '{(call.OmitsQuotes ? "OMIT" : call.Wrapper)}', '{Answer(call.OnEmpty)}', '{Answer(call.OnError)}')";
        return new(Padded(type, found), TypeWriter.Name(type));
    }

    private static string Answer(JsonBehavior? behavior) => behavior?.Kind switch { "EMPTY ARRAY" => "[]", "EMPTY OBJECT" => "{}", "ERROR" => "ERROR", _ => "NULL" };

    private Typed WriteJsonValue(JsonPathCall call, string source)
    {
        var type = call.Returning ?? new DataTypeName(call.Offset, "varchar", [], [], []);
        var name = TypeWriter.Name(type);
        var kind = TypeText.Kind(name);
        if (kind is not (TypeKind.Text or TypeKind.Number or TypeKind.Boolean or TypeKind.Moment or TypeKind.Time))
        {
            throw Invalid(type.Offset, $"Invalid return type of function JSON_VALUE: {name}");
        }

        var isErrorError = call.OnError?.Kind == "ERROR";
        var arguments = $"{source}, '{(kind is TypeKind.Number or TypeKind.Boolean ? name : "varchar")}', '{(call.OnEmpty?.Kind == "ERROR" ? "ERROR" : "NULL")}', '{(isErrorError ? "ERROR" : "NULL")}'";
        var word = isErrorError ? "CAST" : "TRY_CAST";
        if (call.OnEmpty?.Default is null && call.OnError?.Default is null)
        {
            return new(Convert($"trino_json_item({arguments})"), name);
        }

        // The array is made once: it tells by its length whether there was nothing, a value or an error.
        var element = string.Create(CultureInfo.InvariantCulture, $"trino_element{++elements}");
        var (onEmpty, onError) = (Default(call.OnEmpty), Default(call.OnError));
        var value = $"coalesce({Convert($"{element}[1]")}, CASE WHEN {element}[1] IS NOT NULL THEN {onError} END)";
        return new($"list_transform([trino_json_items({arguments})], lambda {element}: CASE len({element}) WHEN 0 THEN {onEmpty} WHEN 2 THEN {onError} ELSE {value} END)[1]", name);

        string Convert(string text) => kind is TypeKind.Number or TypeKind.Boolean ? $"{word}({text} AS {TypeWriter.Duck(type, sql)})"
            : kind == TypeKind.Text ? Padded(type, text)
            : WriteCast(new Cast(call.Offset, call.Input, type, IsTry: !isErrorError), new(text, "varchar"), type, word).Sql;

        string Default(JsonBehavior? behavior) => behavior?.Default is { } expression
            ? WriteCast(new Cast(expression.Offset, expression, type, IsTry: false), Write(expression), type, "CAST").Sql : $"CAST(NULL AS {TypeWriter.Duck(type, sql)})";
    }
}
