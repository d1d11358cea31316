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
