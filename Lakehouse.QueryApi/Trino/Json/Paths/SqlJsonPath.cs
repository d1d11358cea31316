using System.Text;

namespace Lakehouse.QueryApi.Trino.Json.Paths;

/// <summary>A path of JSON_VALUE, JSON_QUERY and JSON_EXISTS: <c>lax $.items[*]?(@.price &gt; 10).name</c>, SQL's path language as Trino has it.</summary>
/// <param name="IsLax">Arrays are looked into where something else is asked for, what is no array counts as one of one element, and what is not there is no error.</param>
/// <param name="Root">The expression.</param>
/// <param name="Variables">The names that it takes from PASSING.</param>
internal sealed record SqlJsonPath(bool IsLax, PathNode Root, IReadOnlySet<string> Variables)
{
    /// <summary>Reads a path.</summary>
    /// <exception cref="FunctionException">It is none, or one with what is not here.</exception>
    public static SqlJsonPath Parse(string text) => new PathParser(text).ReadPath();

    /// <summary>What it yields for a value.</summary>
    /// <param name="context">The value.</param>
    /// <param name="variables">Values of PASSING; one without value yields nothing.</param>
    /// <param name="failure">Why there is no answer.</param>
    /// <returns>The items; null when it fails.</returns>
    public List<JsonItem>? Evaluate(JsonItem context, IReadOnlyDictionary<string, JsonItem?> variables, out string failure)
    {
        var evaluation = new PathEvaluation(this, context, variables);
        var items = evaluation.Evaluate(Root, default);
        failure = items is null ? $"PATH_EVALUATION_ERROR: path evaluation failed: {evaluation.Failure}" : "";
        return items;
    }

    /// <summary>Reads <c>[["name","value",1.5],["other","decimal",1.50],["nothing"]]</c>, which the translation makes of PASSING.</summary>
    public static IReadOnlyDictionary<string, JsonItem?> ReadVariables(ReadOnlySpan<byte> json)
    {
        var variables = new Dictionary<string, JsonItem?>(StringComparer.Ordinal);
        var all = new List<JsonItem>();
        new JsonItem(json.ToArray()).AddElements(all);
        foreach (var variable in all)
        {
            var parts = new List<JsonItem>();
            variable.AddElements(parts);
            variables[Encoding.UTF8.GetString(parts[0].Text)] = parts.Count < 3 ? null : parts[2] with { IsDecimal = parts[1].Text.SequenceEqual("decimal"u8) && parts[2].IsNumber };
        }

        return variables;
    }
}
