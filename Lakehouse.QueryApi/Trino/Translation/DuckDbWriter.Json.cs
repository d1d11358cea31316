using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Trino.Json;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>JSON functions.</summary>
internal sealed partial class DuckDbWriter
{
    private Typed WriteJsonExtract(FunctionCall call)
    {
        var json = Write(call.Arguments[0]).Sql;
        var second = Write(call.Arguments[1]);
        if (call.Function == "json_array_contains")
        {
            return new($"trino_json_array_contains({json}, {(TypeText.IsInteger(second.Type) ? $"CAST({second.Sql} AS BIGINT)" : TypeText.Kind(second.Type) == TypeKind.Number ? $"CAST({second.Sql} AS DOUBLE)" : second.Sql)})", "boolean");
        }

        if (Resolve(call.Arguments[1]) is Literal { Kind: LiteralKind.Text, Text: var path })
        {
            CheckPath(call.Offset, path);
        }

        return new($"trino_{call.Function}({json}, {second.Sql})", call.Function switch { "json_extract" => "json", "json_extract_scalar" => "varchar", _ => "bigint" });
    }

    private void CheckPath(int offset, string path)
    {
        try
        {
            JsonSteps.Parse(path);
        }
        catch (FunctionException invalid)
        {
            throw Invalid(offset, invalid.Message);
        }
    }

    private string Path(int offset, string text) => JsonPath.Convert(text)
        ?? throw NotSupported(offset, $"The JSON path '{text}' is not available here: members ($.a, $.\"a b\") and elements ($[0]) are, filters and wildcards are not.");

    private Typed WriteJsonPath(JsonPathCall call)
    {
        if (call.Path.TrimStart().StartsWith("strict", StringComparison.OrdinalIgnoreCase) || call.OnEmpty?.Kind == "ERROR" || (call.OnError?.Kind == "ERROR" && call.Returning is null))
        {
            throw NotSupported(call.Offset, $"{call.Function} with strict paths, ERROR ON EMPTY and ERROR ON ERROR is not available here; lax paths are.");
        }

        var path = Path(call.Offset, call.Path);
        // A lax path looks into the elements of arrays on its way, which is not done here. Of members with one name the last counts.
        var input = $"trino_json_tree({Write(call.Input).Sql})";
        var json = JsonPath.Parents(path) is { Count: > 0 } parents ? $"trino_json_without_arrays({input}, [{Join(parents.Select(SqlText.Literal))}])" : input;
        var found = $"trino_json_extract({json}, {SqlText.Literal(path)})";
        switch (call.Function)
        {
            case "JSON_EXISTS":
                return new($"({found} IS NOT NULL)", "boolean");
            case "JSON_VALUE":
                var type = call.Returning ?? new DataTypeName(call.Offset, "varchar", [], [], []);
                var value = WriteCast(new Cast(call.Offset, call.Input, type, IsTry: true), new(found, "json"), type, call.OnError?.Kind == "ERROR" ? "CAST" : "TRY_CAST");
                // What is not here is told in spite of TRY.
                value = value with { Sql = $"CASE WHEN {json} IS NOT NULL THEN {value.Sql} END" };
                return (call.OnEmpty ?? call.OnError)?.Default is { } otherwise ? new($"coalesce({value.Sql}, {Write(otherwise).Sql})", value.Type) : value;
            default:
                var text = call.Wrapper switch
                {
                    "UNCONDITIONAL" => $"('[' || {found} || ']')",
                    "CONDITIONAL" => $"CASE WHEN left({found}, 1) IN ('{{', '[') THEN CAST({found} AS VARCHAR) ELSE '[' || {found} || ']' END",
                    _ => call.OmitsQuotes ? $"coalesce(trino_json_extract_scalar({found}, '$'), CAST({found} AS VARCHAR))" : $"CAST({found} AS VARCHAR)",
                };
                var empty = (call.OnEmpty ?? call.OnError)?.Kind switch { "EMPTY ARRAY" => "'[]'", "EMPTY OBJECT" => "'{}'", _ => null };
                return new(empty is null ? text : $"coalesce({text}, {empty})", "varchar");
        }
    }

    private Typed WriteJsonObject(JsonObject json)
    {
        if (json.AbsentOnNull)
        {
            throw NotSupported(json.Offset, "JSON_OBJECT … ABSENT ON NULL is not available here; NULL ON NULL is.");
        }

        var members = json.Members.Select((member, index) => $"{(index > 0 ? "',' || " : "")}to_json({Write(member.Key).Sql}) || ':' || coalesce(CAST({WriteJsonInput(member.Value, member.IsJson)} AS VARCHAR), 'null')");
        return json.Members.Count == 0 ? new("'{}'", "varchar") : new($"('{{' || {string.Join(" || ", members)} || '}}')", "varchar");
    }

    private Typed WriteJsonArray(JsonArray json)
    {
        var items = json.Items.Select(item => $"CAST({WriteJsonInput(item.Value, item.IsJson)} AS VARCHAR)").Select(item => json.AbsentOnNull ? item : $"coalesce({item}, 'null')");
        return json.Items.Count == 0 ? new("'[]'", "varchar") : new($"('[' || array_to_string([{Join(items)}], ',') || ']')", "varchar");
    }

    private string WriteJsonInput(Expression value, bool isJson) => isJson ? $"trino_json_parse({Write(value).Sql})" : WriteJsonOf(Write(value));
}
