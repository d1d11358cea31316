using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>JSON functions.</summary>
internal sealed partial class DuckDbWriter
{
    private Typed WriteJsonExtract(FunctionCall call)
    {
        var json = Write(call.Arguments[0]).Sql;
        var path = Resolve(call.Arguments[1]) is Literal { Kind: LiteralKind.Text, Text: var text }
            ? SqlText.Literal(Path(call.Offset, text))
            : Write(call.Arguments[1]).Sql;
        return call.Function switch
        {
            "json_extract" => new($"json_extract(trino_json({json}), {path})", "json"),
            "json_extract_scalar" => new($"trino_json_scalar({json}, {path})", "varchar"),
            _ => new($"trino_json_size({json}, {path})", "bigint"),
        };
    }

    private string Path(int offset, string text) => JsonPath.Convert(text)
        ?? throw NotSupported(offset, $"The JSON path '{text}' is not available here: members ($.a, $['a b']) and elements ($[0]) are, filters and wildcards are not.");

    private Typed WriteJsonPath(JsonPathCall call)
    {
        if (call.Path.TrimStart().StartsWith("strict", StringComparison.OrdinalIgnoreCase) || call.OnEmpty?.Kind == "ERROR" || (call.OnError?.Kind == "ERROR" && call.Returning is null))
        {
            throw NotSupported(call.Offset, $"{call.Function} with strict paths, ERROR ON EMPTY and ERROR ON ERROR is not available here; lax paths are.");
        }

        var path = SqlText.Literal(Path(call.Offset, call.Path));
        // A lax path looks into the elements of arrays on its way, which the engine does not.
        var json = JsonPath.Parents(call.Path) is { Count: > 0 } parents ? $"trino_json_without_arrays({Write(call.Input).Sql}, [{Join(parents.Select(SqlText.Literal))}])" : Write(call.Input).Sql;
        switch (call.Function)
        {
            case "JSON_EXISTS":
                return new($"coalesce(json_exists(trino_json({json}), {path}), false)", "boolean");
            case "JSON_VALUE":
                var scalar = $"trino_json_scalar({json}, {path})";
                var value = call.Returning is { Base: not "varchar" } type
                    ? WriteCast(new Cast(call.Offset, new RawText(call.Offset, scalar), type, IsTry: call.OnError?.Kind != "ERROR"))
                    : new(scalar, "varchar");
                return (call.OnEmpty ?? call.OnError)?.Default is { } otherwise ? new($"coalesce({value.Sql}, {Write(otherwise).Sql})", value.Type) : value;
            default:
                var found = $"json_extract(trino_json({json}), {path})";
                var text = call.Wrapper switch
                {
                    "UNCONDITIONAL" => $"CAST(CASE WHEN {found} IS NOT NULL THEN json_array({found}) END AS VARCHAR)",
                    "CONDITIONAL" => $"CAST(CASE WHEN json_type({found}) IN ('OBJECT', 'ARRAY') THEN {found} WHEN {found} IS NOT NULL THEN json_array({found}) END AS VARCHAR)",
                    _ => call.OmitsQuotes ? $"json_extract_string({found}, '$')" : $"CAST({found} AS VARCHAR)",
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

        return new($"CAST(json_object({Join(json.Members.SelectMany(member => new[] { Write(member.Key).Sql, WriteJsonInput(member.Value, member.IsJson) }))}) AS VARCHAR)", "varchar");
    }

    private Typed WriteJsonArray(JsonArray json)
    {
        var items = json.Items.Select(item => $"to_json({WriteJsonInput(item.Value, item.IsJson)})");
        return json.Items.Count == 0 ? new("'[]'", "varchar")
            : new($"CAST(to_json({(json.AbsentOnNull ? $"list_filter([{Join(items)}], lambda e: e IS NOT NULL)" : $"[{Join(items)}]")}) AS VARCHAR)", "varchar");
    }

    private string WriteJsonInput(Expression value, bool isJson) => isJson ? $"json({Write(value).Sql})" : Write(value).Sql;
}
