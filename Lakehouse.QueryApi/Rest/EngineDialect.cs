using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lakehouse.QueryApi.Rest;

/// <summary>DuckDB's. Values are bound: none of them ever stands in the text.</summary>
internal sealed class EngineDialect : ResourceDialect
{
    private readonly JsonArray values = [];

    public override JsonElement? Parameters => values.Count == 0 ? null : JsonSerializer.SerializeToElement(values);

    public override string Value(string? text, string type)
    {
        values.Add(text);
        return string.Create(CultureInfo.InvariantCulture, $"CAST(${values.Count} AS {type})");
    }

    public override string LikeIgnoringCase(string column, string pattern) => $"{column} ILIKE {Value(pattern, "VARCHAR")}";

    public override string Matches(string column, string expression, bool ignoresCase) => $"regexp_matches({column}, {Value(expression, "VARCHAR")}{(ignoresCase ? ", 'i'" : "")})";
}
