using System.Text.Json;
using Lakehouse.Pipelines.Definition;
using Lakehouse.Pipelines.Sql;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>The <c>kwargs</c> of one expectation; reports what is missing, of the wrong kind, or not known.</summary>
internal sealed partial class ExpectationArguments(JsonElement kwargs, string type, string file, int line, SuiteContext context)
{
    /// <summary>Arguments that steer how Great Expectations reports, not what is expected.</summary>
    private static readonly string[] ReportArguments = ["result_format", "catch_exceptions", "include_config", "batch_id", "parse_strings_as_datetimes"];

    private readonly HashSet<string> known = [.. ReportArguments];

    public string Text(string name) =>
        Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : Wrong(name, "a text", "");

    public string Column() => Text("column");

    public IReadOnlyList<string> Texts(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Array } list && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. list.EnumerateArray().Select(item => item.GetString()!)]
            : Wrong<IReadOnlyList<string>>(name, "a list of texts", []);

    /// <summary>The argument <c>column_list</c> with at least two columns.</summary>
    public IReadOnlyList<string> ColumnList()
    {
        var columns = Texts("column_list");
        if (columns.Count == 1)
        {
            return Wrong("column_list", "a list of at least two columns", columns);
        }

        return columns;
    }

    /// <summary>One of some texts; the first when it is not given.</summary>
    public string Choice(string name, params string[] choices) => Find(name) switch
    {
        null => choices[0],
        { ValueKind: JsonValueKind.String } value when choices.Contains(value.GetString()) => value.GetString()!,
        _ => Wrong(name, $"one of {string.Join(", ", choices)}", choices[0]),
    };

    public bool Flag(string name, bool otherwise) => Find(name) switch
    {
        null => otherwise,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => Wrong(name, "true or false", otherwise),
    };

    public long? Integer(string name) =>
        Find(name) is not { } value ? null : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : Wrong<long?>(name, "a whole number", null);

    public long RequiredInteger(string name) => Integer(name) ?? (Find(name) is null ? Wrong(name, "a whole number", 0L) : 0);

    public decimal Number(string name) => OptionalNumber(name) ?? (Find(name) is null ? Wrong(name, "a number", 0m) : 0);

    public decimal? OptionalNumber(string name) =>
        Find(name) is not { } value ? null : value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) ? number : Wrong<decimal?>(name, "a number", null);

    public decimal Mostly() =>
        Find("mostly") is not { } value ? 1 : value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var share) && share is >= 0 and <= 1 ? share : Wrong("mostly", "a number from 0 to 1", 1m);

    /// <summary>A value as SQL literal, or null when the argument is not given.</summary>
    public string? Literal(string name) => Find(name) is { } value ? ToLiteral(name, value) : null;

    public IReadOnlyList<string> Literals(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0
            ? [.. list.EnumerateArray().Select(item => ToLiteral(name, item))]
            : Wrong<IReadOnlyList<string>>(name, "a list that is not empty", ["NULL"]);

    /// <summary>To be called when every argument was asked for.</summary>
    public void ReportUnknown()
    {
        if (kwargs.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var argument in kwargs.EnumerateObject().Where(argument => !known.Contains(argument.Name)))
        {
            context.Problems.Add(file, line, $"{type} does not take '{argument.Name}' here. {Spelling.Suggest(argument.Name, known.Except(ReportArguments))}");
        }
    }

    private JsonElement? Find(string name)
    {
        known.Add(name);
        return kwargs.ValueKind == JsonValueKind.Object && kwargs.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private string ToLiteral(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.String => SqlText.Literal(value.GetString()!),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => Wrong(name, "a number, a text or a truth value", "NULL"),
    };

    private T Wrong<T>(string name, string kind, T otherwise)
    {
        context.Problems.Add(file, line, $"{type} needs '{name}' to be {kind}. Correct its kwargs.");
        return otherwise;
    }
}
